import { expect, it } from 'vitest';
import { severityOf } from './severity.ts';

it.each([
  ['[2026-11-23 04:50:02][Agent][Info][h][PID 1][ThreadId 2] Agent online.', '6', 'info'],
  ['[2026-11-23 04:50:02][][Error][h][PID 1][ThreadId 2] x', '6', 'error'],
  ['[2026-11-23 04:50:02][agent.agent][Emergency][h][PID 1][ThreadId 2] x', '6', 'emergency'],
  ['\x1b[33m[2026-11-23 04:50:02][Agent][Warning][h][PID 1][ThreadId 2] x', '6', 'warning'],
  ['hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}', '6', 'error'],
  ['[2026-11-23 04:50:02] [Error] not the format', '6', 'info'],
  ['hercules-ci-agent: ConnectionError (HttpExceptionRequest …)', '6', 'error'],
  ['hercules-ci-agent.service: Failed with result', '4', 'warning'],
  ['Failed with result', '4', 'warning'],
  ['a message from the kernel', '0', 'emergency'],
  ['no priority at all', undefined, 'info'],
  ['not a number', 'x', 'info'],
])('of %j with PRIORITY %s is %s', (message, priority, severity) => {
  expect(severityOf(message, priority)).toBe(severity);
});
