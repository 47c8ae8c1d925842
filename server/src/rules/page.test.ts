import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { registeredRules } from './example.ts';
import { rulePages } from './page.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'rules');

it('has a current page for each rule, and none without: `npm run rule-docs` writes them', () => {
  const pages = Object.entries(rulePages(registeredRules()));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  expect(names.map((name) => name.replaceAll('\\', '/')).sort()).toEqual(pages.map(([name]) => name).sort());
  for (const [name, text] of pages) {
    expect(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')).toBe(text);
    // No key or token, not even one that is good for nothing.
    expect(text).not.toMatch(/[A-Za-z0-9+/]{80}|eyJ/);
  }
});
