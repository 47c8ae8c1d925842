import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { agentFields, agentKinds } from './fields.ts';

const file = new URL('../../../../schemas/nix-agents.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8'));

test('the JSON schema says what the rules know', () => {
  const { properties } = schema.properties.agents.additionalProperties;
  const described = Object.entries<{ description: string }>(properties).map(([name, { description }]) => ({
    name,
    meaning: description,
  }));
  expect(described).toEqual(agentFields.map(({ name, meaning }) => ({ name, meaning })));
  expect(properties.kind.enum).toEqual(agentKinds);
});
