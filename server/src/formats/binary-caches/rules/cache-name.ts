import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';
import { cachixName, takenNames } from '../names.ts';

export const cacheName: Rule<BinaryCaches> = {
  code: 'binary-caches/cache-name',
  severity: 'warning',
  summary: 'A Cachix cache is called by its bare name, as on Cachix.',
  reason:
    'The agent builds the address `https://<name>.cachix.org` from the name: with a host name, an address or capitals in it, no such cache exists.',
  examples: [
    {
      bad: '{ "mycache.cachix.org": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    const isTaken = takenNames(caches);
    for (const { property, name, kind } of caches) {
      if (kind !== 'CachixCache' || !/\.cachix\.org|[/:\sA-Z]/.test(name)) continue;
      const bare = cachixName(name);
      const free = /^[a-z0-9][a-z0-9._-]*$/.test(bare) && !isTaken(bare);
      yield {
        start: property.key.start,
        end: property.key.end,
        message: `"${name}" cannot be the name of a Cachix cache: the agent looks for it at https://${name}.cachix.org.`,
        fixes: free ? [{ title: `Rename to "${bare}"`, edits: editor.renameProperty(property, bare) }] : [],
      };
    }
  },
};
