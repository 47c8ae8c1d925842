import { expect, it } from 'vitest';
import { Lane } from './tail/lane.ts';
import { entry } from './testing.ts';
import { textsOf } from './text.ts';
import { noFilter } from './view/matcher.ts';
import { View } from './view/view.ts';

it('a fold is written out line by line, without what the filter hides between', () => {
  const lane = new Lane();
  lane.append([
    entry('retry in 1 s', 1),
    entry('noise', 2, { severity: 'debug' }),
    entry('retry in 2 s', 3, { pid: undefined }),
    entry('\x1b[31mdone\x1b[0m', 4),
  ]);
  const view = new View([lane], { filter: { ...noFilter, hiddenLevels: ['debug'] }, fold: true });
  view.extend();
  const lines = [...textsOf(view, ['agent'], 0, 10)];
  expect(view.rows.end).toBe(2);
  expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'agent agent[1]: retry in 1 s\n',
    'agent agent: retry in 2 s\n',
    'agent agent[1]: done\n',
  ]);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000001[+-]\d{4} /);
});
