import { describe, expect, it } from 'vitest';
import { fatalMessage, readKatip } from './katip.ts';
import { createMatcher } from './matcher.ts';
import { partsOf } from './parts.ts';

const none = createMatcher({ text: '', regex: false, matchCase: false });
const head = '[2026-11-23 04:00:01][Agent.Init][Warning][host][PID 12][ThreadId 5]';

describe('a line of an agent', () => {
  it('is taken apart at the last source position, because values may hold brackets', () => {
    expect(
      readKatip(`${head}[message:[a:B c.hs:1:2] x][main:Hercules.Agent Hercules/Agent.hs:12:7] It [failed].`),
    ).toEqual({
      namespace: 'Agent.Init',
      context: '[message:[a:B c.hs:1:2] x]',
      position: 'main:Hercules.Agent Hercules/Agent.hs:12:7',
      message: 'It [failed].',
    });
  });

  it('is read without a position too', () => {
    expect(readKatip(`${head}[task:1] Done`)).toMatchObject({ context: '[task:1]', position: '', message: 'Done' });
    expect(readKatip('Started it.')).toBeUndefined();
  });

  it('tells what is in its fatal exception', () => {
    expect(fatalMessage('a: FatalError {fatalErrorMessage = "key \\"x\\" not found\\nin \\955"}')).toBe(
      'key "x" not found\nin λ',
    );
    expect(fatalMessage('a: boom')).toBeUndefined();
  });
});

describe('the parts of a row', () => {
  it('begin with the message; what it is about follows', () => {
    expect(partsOf(`${head}[task:1][main:A a.hs:1:2] Starting task`, none, false).parts).toEqual([
      { text: 'Agent.Init', style: 'dim' },
      { text: '  Starting task' },
      { text: '  [task:1]', style: 'dim' },
    ]);
    expect(partsOf(`${head} x`, none, true).parts).toEqual([{ text: `${head} x` }]);
  });

  it('keep the colours of the terminal at their places', () => {
    expect(partsOf(`${head} \x1b[1;32mok\x1b[0m fine`, none, false).parts).toEqual([
      { text: 'Agent.Init', style: 'dim' },
      { text: '  ' },
      { text: 'ok', style: 'ansi-fg-green ansi-bold' },
      { text: ' fine' },
    ]);
  });

  it('mark matches and links, one over the other', () => {
    const matcher = createMatcher({ text: 'example', regex: false, matchCase: false });
    expect(
      partsOf('see https://example.org/x. /nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-a-1', matcher, false).parts,
    ).toEqual([
      { text: 'see ' },
      { text: 'https://', style: 'link', link: 'https://example.org/x' },
      { text: 'example', style: 'link hit', link: 'https://example.org/x' },
      { text: '.org/x', style: 'link', link: 'https://example.org/x' },
      { text: '. ' },
      {
        text: '/nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-a-1',
        style: 'link',
        link: '/nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-a-1',
      },
    ]);
  });

  it('are cut where a line is long', () => {
    const { parts, cut } = partsOf('x'.repeat(5000), none, false);
    expect(parts[0]?.text).toHaveLength(2000);
    expect(cut).toBe(3000);
  });
});
