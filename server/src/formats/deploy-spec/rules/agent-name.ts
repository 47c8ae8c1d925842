import type { Fault, Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const agentName: Rule<DeploySpec> = {
  code: 'deploy-spec/agent-name',
  severity: 'error',
  summary: "An agent's name is made of letters, digits, dots, dashes and underscores.",
  reason:
    'The name is part of file names, addresses and of a command line on the host: a slash breaks its lock file, and NixOS splits a name with a blank into a name and a profile.',
  examples: [
    {
      bad: '{ "agents": { "my web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05", "Web": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-Web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05", "db": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-db-25.05" } }\n',
    },
  ],
  *check({ agents }) {
    const entries = agents?.value.type === 'object' ? agents.value.properties : [];
    const first = new Map<string, string>();
    for (const { key } of entries) {
      const fault = nameFault(key.value);
      const folded = key.value.toLowerCase();
      const twin = first.get(folded);
      if (twin === undefined) first.set(folded, key.value);
      const at = { start: key.start, end: key.end };
      if (fault) yield { ...at, ...fault };
      else if (twin !== undefined && twin !== key.value) {
        yield {
          ...at,
          severity: 'warning',
          message: `"${key.value}" and "${twin}" differ in capitals alone: they are two agents.`,
        };
      }
    }
  },
};

function nameFault(name: string): Pick<Fault, 'message' | 'severity'> | undefined {
  if (name === '') return { message: 'The name of the agent is empty.' };
  const forbidden = /[\s/\p{Cc}]/u.exec(name)?.[0];
  if (forbidden !== undefined) {
    const what = forbidden === '/' ? 'a slash' : /\s/.test(forbidden) ? 'white space' : 'a control character';
    return {
      message: `The name of an agent cannot hold ${what}: its host cannot use it for its lock file and command line.`,
    };
  }
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return undefined;
  return {
    severity: 'warning',
    message: `"${name}" may not work as the name of an agent: use letters, digits, dots, dashes and underscores, and begin with a letter or digit.`,
  };
}
