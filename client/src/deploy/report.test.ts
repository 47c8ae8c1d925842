import { describe, expect, it } from 'vitest';
import type { DeployReport } from '../../../protocol/src/plan.ts';
import { plan, reader } from '../testing.ts';
import { reportDocument } from './report.ts';

const report: DeployReport = {
  agent: plan.agent,
  machine: plan.machine,
  result: 'rolled-back',
  summary: 'agent did not become healthy; the old files are back.',
  next: 'Fix binary-caches.json.',
  plan,
  steps: [
    { agent: plan.agent, step: 'Restart', state: 'running' },
    { agent: plan.agent, step: 'Restart', state: 'failed', detail: 'status 1 | see below', ms: 3210 },
    { agent: plan.agent, step: 'Put back', state: 'undone', ms: 240 },
  ],
  journal: ['a line with ``` in it'],
};

describe('the report of a deployment', () => {
  const text = reportDocument('Deployment of agent', report, reader);

  it('says first how it ended and what to do', () => {
    expect(text.split('\n')[0]).toBe('# Deployment of agent');
    expect(text).toContain('**Rolled back**');
    expect(text).toContain('> Fix binary\\-caches\\.json\\.');
  });

  it('shows each step once, as it ended', () => {
    expect(text).toContain('| ✗ | Restart | status 1 \\| see below | 3.2 sec |');
    expect(text).toContain('| ↶ | Put back |  | 240 ms |');
    expect(text.match(/\| Restart \|/g)).toHaveLength(1);
  });

  it('shows files with owner and mode, and journal lines that cannot leave their block', () => {
    expect(text).toContain(
      '<code>/var/lib/hercules-ci-agent/secrets/binary-caches.json</code> | replaced | hercules\\-ci\\-agent | <code>0600</code>',
    );
    expect(text).toContain('````text\na line with ``` in it\n````');
  });

  it('comes to what went wrong before the plan', () => {
    expect(text.indexOf('## Steps')).toBeLessThan(text.indexOf('## Plan'));
    const good = reportDocument('Deployment of agent', { ...report, result: 'deployed' }, reader);
    expect(good.indexOf('## Plan')).toBeLessThan(good.indexOf('## Steps'));
  });

  it('names the errors that kept it from going on', () => {
    const finding = {
      code: 'binary-caches/missing-property',
      severity: 'error' as const,
      message: 'The cache has no publicKeys.',
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } },
      fixes: [],
    };
    const refused = { ...report, findings: [{ path: '/home/me/mycompany-agents/binary-caches.json', finding }] };
    expect(reportDocument('Deployment of agent', refused, reader).replaceAll('\\', '')).toContain(
      '| binary-caches.json:3 | The cache has no publicKeys. | <code>binary-caches/missing-property</code> |',
    );
  });

  it('says of a preview that nothing was changed', () => {
    const planned: DeployReport = { ...report, result: 'planned', steps: [], journal: [] };
    const preview = reportDocument('Preview of agent', planned, reader);
    expect(preview).toContain('**Nothing was changed**');
    expect(preview).not.toContain('## Steps');
  });
});
