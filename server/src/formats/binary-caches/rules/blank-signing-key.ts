import type { Rule } from '../../../rules/rule.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const blankSigningKey: Rule<BinaryCaches> = {
  code: 'binary-caches/blank-signing-key',
  severity: 'error',
  summary: 'The signing key of a Cachix cache is not empty.',
  reason: 'The agent does not start when the first signing key is empty, though it starts when there is none.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "signingKeys": [""], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "signingKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const { name, kind } = cache;
      const array = fieldOf(cache, 'signingKeys')?.value;
      if (kind !== 'CachixCache' || array?.type !== 'array') continue;
      const first = array.items[0];
      if (first?.type !== 'string' || first.value.trim() !== '') continue;
      yield {
        start: first.start,
        end: first.end,
        message: `The signing key of cache "${name}" is empty: the agent does not start.`,
        hostError: 'A signing key must not be empty',
        fixes: [{ title: 'Delete the empty signing key', safe: true, edits: editor.removeItem(array, first) }],
      };
    }
  },
};
