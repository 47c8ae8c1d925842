import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { herculesAgent } from '../testing.ts';
import { fileState, fileStates, managerOf } from './files.ts';

const deployed = {
  name: 'binary-caches.json',
  destination: '/var/lib/hercules-ci-agent/secrets/binary-caches.json',
  resolved: '/var/lib/hercules-ci-agent/secrets/binary-caches.json',
  exists: true,
  sha256: 'aa',
};

it('tells how a file stands to the one on the host', () => {
  expect(fileState('aa', deployed)).toBe('in-sync');
  expect(fileState('bb', deployed)).toBe('differs');
  expect(fileState(undefined, deployed)).toBe('missing-here');
  expect(fileState('aa', { ...deployed, exists: false })).toBe('not-deployed');
});

it('leaves files to the tools that put them there', () => {
  expect(managerOf({ resolved: '/run/secrets.d/3/binary-caches.json' })).toBe('sops-nix');
  expect(managerOf({ resolved: '/run/agenix/binary-caches.json' })).toBe('agenix');
  expect(managerOf({ resolved: '/nix/store/x-binary-caches.json' })).toBe('Nix');
  expect(managerOf(deployed)).toBeUndefined();
  expect(fileState('aa', { ...deployed, resolved: '/run/agenix/x' })).toBe('managed');
});

it('compares with what is on the disk', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'nix-agents-client-'));
  try {
    await writeFile(join(workspace, 'binary-caches.json'), '{}');
    const sha256 = createHash('sha256').update('{}').digest('hex');
    const states = await fileStates({ ...herculesAgent, workspace }, [{ ...deployed, sha256 }]);
    expect(states.get('binary-caches.json')?.state).toBe('in-sync');
  } finally {
    await rm(workspace, { recursive: true });
  }
});
