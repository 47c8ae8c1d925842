import { expect, it } from 'vitest';
import { anyOf, documentSelector } from './selector.ts';

it('joins globs without nesting their braces', () => {
  expect(anyOf(['**/*.nix', '**/agent.{json,toml}'])).toBe('{**/*.nix,**/agent.json,**/agent.toml}');
});

it('selects documents of the workspace by language and by name, each scheme once', () => {
  const selector = documentSelector(['file', 'vscode-vfs']);
  expect(selector).toContainEqual({ scheme: 'file', language: 'json' });
  expect(selector).toContainEqual({ scheme: 'vscode-vfs', pattern: '**/cluster-join-token.key' });
  expect(new Set(selector.map((filter) => JSON.stringify(filter))).size).toBe(selector.length);
});
