import type { Rule } from '../../../rules/rule.ts';
import { aesonSyntaxError } from '../aeson.ts';
import type { JsonModel } from '../model.ts';

export const syntax: Rule<JsonModel> = {
  code: 'json/syntax',
  severity: 'error',
  summary: 'The file is strict JSON.',
  reason:
    'The agents read JSON without any extension: a comment, a comma after the last entry, a byte-order mark or a name without quotes makes the whole file unreadable. The call-outs `(1)` that come along with an example from the documentation do too.',
  examples: [
    {
      bad: '{ "mycache": (1)\n    { "kind": "CachixCache"\n    , "authToken": "<<jwt {}>>" (2)\n    , "publicKeys": ["<<public mycache.cachix.org-1>>"] (3)\n    }\n}\n',
      good: '{ "mycache":\n    { "kind": "CachixCache"\n    , "authToken": "<<jwt {}>>"\n    , "publicKeys": ["<<public mycache.cachix.org-1>>"]\n    }\n}\n',
      name: 'binary-caches.json',
    },
    {
      bad: '{\n  // the cache of the team\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>", },\n}\n',
      good: '{\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" }\n}\n',
      name: 'binary-caches.json',
    },
  ],
  *check({ json }, { document }) {
    if (!json || json.faults.length === 0) return;
    const hostError = aesonSyntaxError(document.text);
    for (const [index, fault] of json.faults.entries())
      yield index === 0 && hostError ? { ...fault, hostError } : fault;
  },
};
