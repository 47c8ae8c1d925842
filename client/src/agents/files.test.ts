import { expect, it } from 'vitest';
import type { Drift } from '../../../hosts/src/deploy/compare.ts';
import { herculesAgent, reader } from '../testing.ts';
import { agentDetails } from './describe.ts';

const row = (drift: Drift, managedBy?: string) => {
  const file = { name: 'binary-caches.json', source: 'binary-caches.json', destination: '/x', drift };
  const files = [{ ...file, ...(managedBy && { managedBy }) }];
  return agentDetails(herculesAgent, { kind: 'not-connected' }, files, reader).at(-1);
};

it('shows beside a file how it stands to the one on the host', () => {
  expect(row('same')).toMatchObject({ description: 'in sync', icon: { color: 'charts.green' } });
  expect(row('differs')).toMatchObject({ description: 'differs', icon: { color: 'charts.yellow' } });
  expect(row('missing-there')?.description).toBe('not deployed');
  expect(row('managed', 'sops-nix')?.description).toBe('managed by sops-nix');
});

it('shows a file without a word where its host was not asked', () => {
  const last = agentDetails(herculesAgent, { kind: 'not-connected' }, undefined, reader).at(-1);
  expect(last).toMatchObject({ label: 'binary-caches.json', description: '', icon: { id: 'lock' } });
});
