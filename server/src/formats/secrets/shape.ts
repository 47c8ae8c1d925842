import type { Member, Shape, ShapeValue } from '../../tree/shape.ts';

const tests: readonly Member[] = [
  {
    name: 'and',
    detail: 'array of conditions',
    meaning: 'All of these conditions hold. `[]` always holds.',
    snippet: '[$1]',
    shape: () => ({ items: conditionShape }),
  },
  {
    name: 'or',
    detail: 'array of conditions',
    meaning: 'One of these conditions holds, or several. `[]` never holds.',
    snippet: '[$1]',
    shape: () => ({ items: conditionShape }),
  },
  {
    name: 'isOwner',
    detail: 'string',
    meaning: 'The repository belongs to this user or organization, spelled exactly as there.',
    snippet: '"$1"',
  },
  {
    name: 'isRepo',
    detail: 'string',
    meaning: 'The repository has this name, without its owner.',
    snippet: '"$1"',
  },
  {
    name: 'isBranch',
    detail: 'string',
    meaning: 'The build is of this branch, without `refs/heads/`.',
    snippet: '"$1"',
  },
];

const words: readonly ShapeValue[] = [
  {
    label: 'isDefaultBranch',
    snippet: '"isDefaultBranch"',
    meaning: 'The build is of the default branch of the repository.',
  },
  { label: 'isTag', snippet: '"isTag"', meaning: 'The build is of a tag.' },
  { label: 'true', snippet: 'true', meaning: 'Always: every repository of the account gets the secret.' },
  { label: 'false', snippet: 'false', meaning: 'Never: no build gets the secret.' },
];

const usual: ShapeValue = {
  label: 'one repository, default branch',
  snippet: `{ "and": [{ "isOwner": "\${1:owner}" }, { "isRepo": "\${2:repository}" }, "isDefaultBranch"] }`,
  meaning: 'What most secrets want: one repository, and of it what was merged.',
};

const condition: Shape = {
  members: tests,
  single: true,
  values: [
    usual,
    ...words,
    ...tests.map(({ name, snippet, meaning }) => ({ label: name, snippet: `{ "${name}": ${snippet} }`, meaning })),
  ],
};

/** A condition of a secret, or of what effects may mount. */
export const conditionShape = (): Shape => condition;

const secret: Shape = {
  members: [
    {
      name: 'kind',
      detail: '"Secret"',
      meaning: 'Always `Secret`: the agent refuses the whole file otherwise.',
      snippet: '"Secret"',
      shape: () => ({ values: [{ label: 'Secret', snippet: '"Secret"', meaning: 'The only kind there is.' }] }),
    },
    {
      name: 'data',
      detail: 'object, secret',
      meaning: 'What effects get: any values under names of your own. **Secret.**',
      snippet: '{ "$1": "$2" }',
    },
    {
      name: 'condition',
      detail: 'condition',
      meaning:
        'Which builds get the secret. Without a condition no build gets it. Repositories are told apart by `isOwner` and `isRepo`.',
      snippet: usual.snippet,
      shape: conditionShape,
    },
  ],
};

/**
 * What stands in a secrets.json.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/secrets-json
 */
export const secretsShape: Shape = {
  named: () => secret,
  entries: [
    {
      label: 'Secret',
      meaning: 'A secret for effects of one repository.',
      snippet: `"\${1:name}": {\n\t"kind": "Secret",\n\t"data": { "\${2:key}": "$3" },\n\t"condition": { "and": [{ "isOwner": "\${4:owner}" }, { "isRepo": "\${5:repository}" }, "isDefaultBranch"] }\n}`,
    },
  ],
};
