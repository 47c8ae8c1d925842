import { describe, expect, it } from 'vitest';
import { insightOf, knownMessages } from './insights.ts';
import { maskSecrets } from './mask.ts';

describe('the catalogue of messages', () => {
  it.each(knownMessages.map((known) => [known.id, known] as const))('explains %s by its example line', (id, known) => {
    expect(insightOf(maskSecrets(known.example))?.id).toBe(id);
    expect(known.id).toMatch(/^[a-z][a-z0-9-]+$/);
    expect(known.explanation).toMatch(/\.$/);
    expect(known.advice).toMatch(/\.$/);
  });

  it('has each id once', () => {
    expect(new Set(knownMessages.map(({ id }) => id)).size).toBe(knownMessages.length);
  });

  it.each([
    '[2026-11-23 04:50:02][Agent][Info][h][PID 1][ThreadId 2] Agent online.',
    'Started Hercules CI Agent.',
    'hercules-ci-agent.service: Scheduled restart job, restart counter is at 1.',
    '',
  ])('says nothing about %j', (message) => {
    expect(insightOf(message)).toBeUndefined();
  });
});
