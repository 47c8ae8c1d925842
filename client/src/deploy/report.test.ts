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
  const text = reportDocument('agent', report, reader);

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

  it('calls a preview a preview', () => {
    const preview = reportDocument('agent', { ...report, result: 'planned', steps: [], journal: [] }, reader);
    expect(preview).toContain('# Preview of the deployment of agent');
    expect(preview).toContain('**Nothing was changed**');
    expect(preview).not.toContain('## Steps');
  });
});
