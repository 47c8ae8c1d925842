import type { PathAnswer } from '../../../facts/online.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import type { StringValue } from '../../../tree/value.ts';

const path = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05';

export const notInCache: Rule<{ storePaths: readonly StringValue[] }> = {
  code: 'deploy-spec/not-in-cache',
  severity: 'error',
  summary: 'What is deployed is in a cache, signed with a key that is trusted.',
  reason:
    'The agent does not build: it fetches the path from a cache, and takes it only where a trusted key signed it. Caches are asked on command alone, by *Check Paths in Caches* or `nix-agents check --online`. A path that is missing is a warning where some of the caches could not be asked.',
  examples: [
    {
      bad: `{ "agents": { "web": "${path}" } }\n`,
      good: '{ "agents": { "web": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-web-25.05" } }\n',
      online: { paths: { [path]: { state: 'missing', asked: ['mycache'], silent: [] } } },
    },
    {
      bad: `{ "agents": { "web": "${path}" } }\n`,
      good: '{ "agents": { "web": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-web-25.05" } }\n',
      online: { paths: { [path]: { state: 'untrusted', caches: ['mycache'] } } },
    },
  ],
  *check({ storePaths }, { facts }) {
    for (const { value, start, end } of facts.online ? storePaths : []) {
      const fault = faultOf(facts.online?.path(value));
      if (fault) yield { start, end, ...fault };
    }
  },
};

function faultOf(answer: PathAnswer | undefined): Pick<Fault, 'message' | 'severity'> | undefined {
  if (answer?.state === 'untrusted') {
    return {
      message: `${listed(answer.caches)} has this path, but none of its signatures is by a public key of these caches: the agent would refuse it.`,
    };
  }
  if (answer?.state !== 'missing') return undefined;
  const { asked, silent } = answer;
  const message = `This path is not in ${listed(asked)}: the agent could not fetch it. Push it first.`;
  if (silent.length === 0) return { message };
  return { severity: 'warning', message: `${message} ${listed(silent)} could not be asked and may have it.` };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
