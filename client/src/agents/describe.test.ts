import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../markdown.ts';
import { herculesAgent, reader } from '../testing.ts';
import { age, agentContext, agentDescription, agentDetails, agentIcon } from './describe.ts';
import type { Look } from './statuses.ts';
import { agentTooltip } from './tooltip.ts';

const read = (status: Partial<Extract<Look, { kind: 'read' }>['status']>): Look => ({
  kind: 'read',
  at: reader.now - 5000,
  status: { id: herculesAgent.id, name: 'agent', state: 'healthy', ...status },
});

describe('an agent in the tree', () => {
  it('shows its host, its state and since when', () => {
    const look = read({ since: '2026-11-20T11:00:00Z' });
    expect(agentDescription(herculesAgent, look, reader)).toBe('203.0.113.10 · healthy · 3 days');
    expect(agentDescription(herculesAgent, { kind: 'not-connected' }, reader)).toBe('203.0.113.10 · not connected');
    const { host: _, ...homeless } = herculesAgent;
    expect(agentDescription(homeless, read({ state: 'no-address' }), reader)).toBe('no host');
  });

  it('keeps its icon while its state is read again', () => {
    const last = { id: herculesAgent.id, name: 'agent', state: 'failing' as const };
    expect(agentIcon({ kind: 'reading', last })).toEqual(agentIcon(read(last)));
    expect(agentIcon({ kind: 'reading' }).id).toBe('loading~spin');
  });

  it.each([
    ['2026-11-23T11:59:30Z', undefined],
    ['2026-11-23T11:52:00Z', '8 min'],
    ['2026-11-23T09:59:00Z', '2 hr'],
    ['2026-11-22T11:00:00Z', '1 day'],
  ])('%s was %s ago', (since, expected) => expect(age(since, reader)).toBe(expected));

  it('tells the menus what can be done with it', () => {
    expect(agentContext(herculesAgent, { kind: 'not-connected' }, false)).toBe(
      'agent hercules-ci not-connected address connect files',
    );
    expect(agentContext(herculesAgent, read({}), true)).toBe('agent hercules-ci healthy address known files reported');
    expect(agentContext(herculesAgent, read({ state: 'unreachable' }), false)).toContain('connect');
  });

  it('has rows for its host, its service and its files, each leading to its line', () => {
    const details = agentDetails(herculesAgent, read({ state: 'failing', detail: 'It stopped.' }), undefined, reader);
    expect(details.map(({ label }) => label)).toEqual([
      'It stopped.',
      'root@203.0.113.10',
      'hercules-ci-agent.service',
      'binary-caches.json',
    ]);
    expect(details[1]?.open).toEqual({ path: 'hercules-ci-agents-target.nix', line: 3 });
    expect(new Set(details.map(({ id }) => id)).size).toBe(details.length);
  });

  it('names in its tooltip the line that every field comes from', () => {
    const text = agentTooltip(herculesAgent, read({ since: '2026-11-23T11:00:00Z' }), reader).replaceAll('\\', '');
    expect(text).toContain('Host: root@203.0.113.10 — *hercules-ci-agents-target.nix:3*');
    expect(text).toContain('File: binary-caches.json — *hercules-ci-agents.nix:12*');
    expect(text).toContain('healthy for 1 hr');
  });

  it('shows what files and hosts say as it is written', () => {
    const text = agentTooltip({ ...herculesAgent, name: '[x](command:y) $(zap) <b>' }, read({}), reader);
    expect(text).toContain('\\[x\\]\\(command:y\\) \\$\\(zap\\) \\<b\\>');
    expect(escapeMarkdown('a\n# b')).toBe('a \\# b');
  });
});
