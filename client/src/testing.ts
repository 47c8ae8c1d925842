import type { Agent } from '../../protocol/src/agents.ts';
import type { Plan } from '../../protocol/src/plan.ts';
import type { Reader } from './agents/describe.ts';

/** Texts as they are in English, at a fixed time. */
export const reader: Reader = {
  l10n: {
    t: (message: unknown, ...values: unknown[]) =>
      String(message).replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
  },
  language: 'en',
  now: Date.parse('2026-11-23T12:00:00Z'),
};

export const herculesAgent: Agent = {
  id: 'hercules-ci:agent',
  name: 'agent',
  group: '',
  kind: 'hercules-ci',
  workspace: '/home/me/mycompany-agents',
  host: '203.0.113.10',
  user: 'root',
  service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
  secrets: [{ name: 'binary-caches.json', source: 'binary-caches.json' }],
  definedAt: [{ path: 'hercules-ci-agents.nix', line: 7 }],
  provenance: {
    host: { origin: 'nix', path: 'hercules-ci-agents-target.nix', line: 3 },
    'secrets.binary-caches.json': { origin: 'nix', path: 'hercules-ci-agents.nix', line: 12 },
  },
};

const folder = '/var/lib/hercules-ci-agent/secrets';

export const plan: Plan = {
  agent: herculesAgent.id,
  name: 'agent',
  machine: 'root@203.0.113.10',
  service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
  steps: ['Check the new files', 'Put the files into place', 'Restart hercules-ci-agent.service'],
  files: [
    {
      name: 'binary-caches.json',
      source: '/home/me/mycompany-agents/binary-caches.json',
      sha256: '00',
      size: 412,
      destination: `${folder}/binary-caches.json`,
      owner: 'hercules-ci-agent',
      group: 'hercules-ci-agent',
      mode: 0o600,
      prepareIn: folder,
      change: 'replace',
    },
    {
      name: 'cluster-join-token.key',
      source: '/home/me/mycompany-agents/cluster-join-token.key',
      sha256: '01',
      size: 300,
      destination: `${folder}/cluster-join-token.key`,
      owner: 'hercules-ci-agent',
      group: 'hercules-ci-agent',
      mode: 0o600,
      prepareIn: folder,
      change: 'none',
    },
  ],
  restart: { when: 'now', reason: 'Its files change.' },
  watchers: [],
  recovers: false,
  health: { message: 'Agent online.', timeoutSeconds: 60 },
  facts: { bootId: 'b', sha256: {} },
  notes: [],
};
