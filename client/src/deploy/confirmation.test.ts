import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../protocol/src/findings.ts';
import { plan, reader } from '../testing.ts';
import { confirmationOf } from './confirmation.ts';

const finding = (severity: Severity, line = 2) => ({
  path: '/home/me/mycompany-agents/binary-caches.json',
  finding: {
    code: 'binary-caches/missing-property',
    severity,
    message: 'The cache “mycache” has no publicKeys.',
    range: { start: { line, character: 0 }, end: { line, character: 1 } },
    fixes: [],
  },
});

describe('the confirmation of a deployment', () => {
  it('names the host, every file with its change, and what restarts', () => {
    const { message, detail, action } = confirmationOf(plan, [], reader.l10n);
    expect(message).toBe('Deploy agent to root@203.0.113.10?');
    expect(detail).toBe(
      [
        'In /var/lib/hercules-ci-agent/secrets:\n• binary-caches.json: replaced\n• cluster-join-token.key: unchanged',
        'hercules-ci-agent.service is restarted once. If it is not healthy within 60 seconds, the old files are put back.',
      ].join('\n\n'),
    );
    expect(action).toBe('Deploy');
  });

  it('shows errors by their lines, and says on its button that they are passed over', () => {
    const { detail, action } = confirmationOf(plan, [finding('error'), finding('warning')], reader.l10n);
    expect(detail).toContain('• binary-caches.json:3: The cache “mycache” has no publicKeys.');
    expect(detail).toContain('The files have 1 warning.');
    expect(action).toBe('Deploy Anyway');
  });

  it('counts errors that do not fit', () => {
    const errors = Array.from({ length: 7 }, (_, line) => finding('error', line));
    expect(confirmationOf(plan, errors, reader.l10n).detail).toContain('and 2 more');
  });

  it('gives the notes of the plan', () => {
    expect(confirmationOf({ ...plan, notes: ['A task is running.'] }, [], reader.l10n).detail).toContain(
      'A task is running.',
    );
  });
});
