import { expect, it } from 'vitest';
import { isTurn } from './turns.ts';

it.each([
  'Started Hercules CI Agent.',
  'Stopped hercules-ci-agent.service.',
  'hercules-ci-agent.service: Main process exited, code=exited, status=1/FAILURE',
  "hercules-ci-agent.service: Failed with result 'exit-code'.",
  '[2026-11-23 05:32:43][Agent][Info][host][PID 1][main:Agent] Agent online.',
])('looks at the host again after %s', (message) => expect(isTurn([{ message }])).toBe(true));

it('does not after a line of work', () => expect(isTurn([{ message: 'Completed task successfully' }])).toBe(false));
