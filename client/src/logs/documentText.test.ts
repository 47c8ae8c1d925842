import { describe, expect, it } from 'vitest';
import { landmarksOf, readLines, runsOf, storePathsOf } from './documentText.ts';

const at = '2026-11-23T04:00:01.000000+0000';
const head = (severity: string) => `[2026-11-23 04:00:01][Agent][${severity}][h][PID 1][ThreadId 5][main:A a.hs:1:2] `;
const text = [
  `${at} agent hercules-ci-agent[1]: Starting Hercules CI agent...`,
  `${at} agent hercules-ci-agent[7]: hercules-ci-agent: FatalError {fatalErrorMessage = "x`,
  'y"}',
  `${at} agent hercules-ci-agent[1]: hercules-ci-agent.service: Failed with result 'exit-code'.`,
  `${at} agent hercules-ci-agent[1]: Starting Hercules CI agent...`,
  `${at} agent hercules-ci-agent[9]: ${head('Warning')}You did not configure any caches.`,
  `${at} agent hercules-ci-agent[9]: ${head('Info')}Agent online.`,
  '',
].join('\n');

describe('a log as a document', () => {
  it('has landmarks: starts, failures, warnings', () => {
    expect(landmarksOf(readLines(text)).map(({ line, kind, name }) => [line, kind, name])).toEqual([
      [0, 'start', 'Starting Hercules CI agent...'],
      [1, 'error', 'hercules-ci-agent: FatalError {fatalErrorMessage = "x'],
      [3, 'error', "hercules-ci-agent.service: Failed with result 'exit-code'."],
      [4, 'start', 'Starting Hercules CI agent...'],
      [5, 'warning', 'You did not configure any caches.'],
    ]);
  });

  it('folds from start to start, but not where several agents are mixed', () => {
    expect(runsOf(readLines(text))).toEqual([
      { first: 0, last: 3 },
      { first: 4, last: 6 },
    ]);
    expect(runsOf(readLines(`${text}${at} other u: Starting it`))).toEqual([]);
  });

  it('links store paths without the full stop of a sentence', () => {
    const path = '/nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-hello-2.12';
    expect(storePathsOf(`see ${path}. and ${path}/bin/hello)`)).toEqual([
      { start: 4, path },
      { start: 4 + path.length + 6, path: `${path}/bin/hello` },
    ]);
  });
});
