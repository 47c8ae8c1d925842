import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Located, LocateQuestion } from '../../../protocol/src/knowledge.ts';
import { createExplainer, looksLikeFailure } from './explain.ts';
import type { Line } from './view/present.ts';

const agent = { id: 'hercules-ci:agent', name: 'agent', host: 'ci.example.org' } as Agent;
const fatal = 'hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}';
const line = (message: string, severity = 'error') => ({ lane: 0, number: 0, message, severity }) as Line;
const present: Located = {
  state: 'present',
  path: '/w/binary-caches.json',
  unsaved: false,
  finding: {
    code: 'binary-caches/missing-property',
    severity: 'error',
    message: 'The cache has no publicKeys.',
    range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } },
    fixes: [{ title: 'Insert publicKeys', safe: false, edits: [] }],
  },
};

function explainerWith(located: Located[], insight?: { explanation: string; advice: string }) {
  const asked: LocateQuestion[] = [];
  let changes = 0;
  const explainer = createExplainer(
    {
      locate: async (question) => {
        asked.push(question);
        return located;
      },
      deployedSha256: async () => ({ 'binary-caches.json': 'ab' }),
      insightOf: async () => insight,
    },
    () => changes++,
  );
  return { explainer, asked, changes: () => changes };
}

describe('explanations', () => {
  it('lead to the place in the file, its fix first', async () => {
    const { explainer, asked } = explainerWith([present]);
    expect(explainer.of(agent, line(fatal))?.pending).toBe(true);
    await expect.poll(() => explainer.of(agent, line(fatal))?.pending).toBe(false);
    const explained = explainer.of(agent, line(fatal));
    expect(asked).toEqual([{ agent: agent.id, message: fatal, deployedSha256: { 'binary-caches.json': 'ab' } }]);
    expect(explained?.hint).toEqual({ text: 'The cache has no publicKeys.', place: 'binary-caches.json:3' });
    expect(explained?.explanations[0]?.actions.map(({ title, primary }) => [title, primary])).toEqual([
      ['Insert publicKeys', true],
      ['Go to binary-caches.json:3', undefined],
    ]);
    expect(explained?.deeds.get('open-0')).toEqual({
      do: 'open',
      path: '/w/binary-caches.json',
      line: 2,
      character: 4,
    });
  });

  it('tell apart what is not saved, not deployed and from elsewhere', async () => {
    const { explainer } = explainerWith([
      { state: 'fixed-unsaved', path: '/w/a.json' },
      { state: 'fixed-undeployed', path: '/w/b.json' },
      { state: 'foreign', name: 'c.json' },
    ]);
    explainer.of(agent, line(fatal));
    await expect.poll(() => explainer.of(agent, line(fatal))?.pending).toBe(false);
    const { explanations, deeds } = explainer.of(agent, line(fatal)) ?? {};
    expect(explanations?.map(({ actions }) => actions[0]?.title)).toEqual([
      'Save and Deploy…',
      'Deploy…',
      'Compare with Host',
    ]);
    expect([...(deeds?.values() ?? [])].map((deed) => deed.do)).toEqual([
      'save-and-deploy',
      'open',
      'deploy',
      'open',
      'compare',
      'deploy',
    ]);
  });

  it('fall back to the catalogue where no file is to blame', async () => {
    const { explainer } = explainerWith([], { explanation: 'The disk is full.', advice: 'Collect garbage.' });
    explainer.of(agent, line('No space left on device'));
    await expect.poll(() => explainer.of(agent, line('No space left on device'))?.hint?.text).toBe('The disk is full.');
  });

  it('are asked for once a message, and again after a change', async () => {
    const { explainer, asked, changes } = explainerWith([present]);
    for (let time = 0; time < 5; time++) explainer.of(agent, line(fatal));
    await expect.poll(() => asked.length).toBe(1);
    await expect.poll(changes).toBe(1);
    expect(explainer.of(agent, line(fatal))?.pending).toBe(false);
    explainer.doubt();
    explainer.of(agent, line(fatal));
    expect(explainer.of(agent, line(fatal))?.explanations).toHaveLength(1);
    await expect.poll(() => asked.length).toBe(2);
  });

  it('are not asked for lines that say nothing bad', () => {
    expect(looksLikeFailure({ severity: 'info', message: '[2026-11-23 04:00:01][Agent][Info]… failed 0' })).toBe(false);
    expect(looksLikeFailure({ severity: 'info', message: "agent.service: Failed with result 'exit-code'." })).toBe(
      true,
    );
    expect(looksLikeFailure({ severity: 'warning', message: 'anything' })).toBe(true);
  });
});
