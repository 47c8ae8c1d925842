import type { Member, Shape, ShapeValue } from '../../tree/shape.ts';
import { agentFields } from './fields.ts';

const kinds: readonly ShapeValue[] = [
  { label: 'hercules-ci', snippet: '"hercules-ci"', meaning: "An agent of Hercules CI: it runs an account's builds." },
  {
    label: 'cachix-deploy',
    snippet: '"cachix-deploy"',
    meaning: 'An agent of Cachix Deploy: it activates what is deployed to it.',
  },
];

const secretNames: readonly Member[] = [
  ['cluster-join-token.key', 'The token by which a Hercules CI agent joins its account.'],
  ['binary-caches.json', 'The caches that a Hercules CI agent reads and writes.'],
  ['secrets.json', 'The secrets that a Hercules CI agent hands to effects.'],
  ['cachix-agent.token', 'The token by which a Cachix Deploy agent is known.'],
].map(([name = '', meaning = '']) => ({ name, meaning, detail: 'path of a local file', snippet: `"\${1:./${name}}"` }));

const shapes: Readonly<Record<string, () => Shape>> = {
  kind: () => ({ values: kinds }),
  secrets: () => ({ members: secretNames }),
};

const snippets: Readonly<Record<string, string>> = {
  kind: `"\${1|hercules-ci,cachix-deploy|}"`,
  port: `\${1:22}`,
  secrets: '{ $1 }',
};

const members: readonly Member[] = agentFields.map(({ name, type, meaning }) => {
  const shape = shapes[name];
  return {
    name,
    meaning,
    detail: type === 'strings by name' ? 'paths by name' : type,
    snippet: snippets[name] ?? '"$1"',
    ...(shape && { shape }),
  };
});

const agents: Shape = {
  named: () => ({ members }),
  entries: [
    {
      label: 'Hercules CI agent',
      meaning: kinds[0]?.meaning ?? '',
      snippet: `"\${1:agent}": {\n\t"kind": "hercules-ci",\n\t"host": "$2",\n\t"secrets": {\n\t\t"cluster-join-token.key": "\${3:./cluster-join-token.key}",\n\t\t"binary-caches.json": "\${4:./binary-caches.json}"\n\t}\n}`,
    },
    {
      label: 'Cachix Deploy agent',
      meaning: kinds[1]?.meaning ?? '',
      snippet: `"\${1:agent}": {\n\t"kind": "cachix-deploy",\n\t"host": "$2",\n\t"spec": "\${3:./cachix-deploy.json}"\n}`,
    },
  ],
};

/** What stands in a nix-agents.json. */
export const inventoryShape: Shape = {
  members: [
    {
      name: 'agents',
      detail: 'agents by name',
      meaning: 'The agents, by the names under which other files know them.',
      snippet: '{ $1 }',
      shape: () => agents,
    },
  ],
};
