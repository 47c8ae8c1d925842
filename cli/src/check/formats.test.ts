import { expect, it } from 'vitest';
import type { Finding } from '../../../protocol/src/findings.ts';
import { styleOf } from '../terminal.ts';
import { asGithub } from './github.ts';
import { asJson } from './json.ts';
import type { CheckedFile } from './results.ts';
import { asSarif } from './sarif.ts';
import { asText } from './text.ts';

const text = '{ "mycache":\n    { "kind": "CachixCache" }\n}\n';
const missing: Finding = {
  code: 'binary-caches/missing-property',
  severity: 'error',
  message: 'mycache has no publicKeys, 100% needed:\nsee its page.',
  range: { start: { line: 0, character: 2 }, end: { line: 0, character: 11 } },
  fixes: [{ title: 'Insert "publicKeys": []', safe: false, edits: [] }],
};
const pushable: Finding = {
  ...missing,
  code: 'binary-caches/not-pushable',
  severity: 'hint',
  message: 'mycache cannot be pushed to.',
  range: { start: { line: 0, character: 2 }, end: { line: 1, character: 5 } },
  fixes: [{ title: 'Mend it', safe: true, edits: [] }],
};
const files: CheckedFile[] = [
  { path: 'some folder/a,b.json', format: 'binary-caches', text, findings: [missing, pushable] },
];

it('prints for a person', () => {
  expect(
    asText(files, { out: styleOf(false), columns: undefined }),
  ).toBe(`some folder/a,b.json:1:3: error: mycache has no publicKeys, 100% needed:
see its page. [binary-caches/missing-property]
  1 | { "mycache":
    |   ^^^^^^^^^
    = possible fix: Insert "publicKeys": []

some folder/a,b.json:1:3: hint: mycache cannot be pushed to. [binary-caches/not-pushable]
  1 | { "mycache":
    |   ^^^^^^^^^^
    = fix: Mend it

1 error, 1 hint in 1 file. --fix mends 1 of them.
`);
  expect(asText([{ ...files[0]!, findings: [] }], { out: styleOf(false), columns: 80 })).toBe(
    'Nothing is wrong in 1 file.\n',
  );
});

it('prints JSON with positions from 1', () => {
  expect(JSON.parse(asJson(files))[1]).toEqual({
    path: 'some folder/a,b.json',
    line: 1,
    column: 3,
    endLine: 2,
    endColumn: 6,
    severity: 'hint',
    code: 'binary-caches/not-pushable',
    message: 'mycache cannot be pushed to.',
    fixes: ['Mend it'],
  });
  expect(asJson([])).toBe('[]\n');
});

it('prints annotations for GitHub', () => {
  expect(asGithub(files)).toBe(
    '::error file=some folder/a%2Cb.json,line=1,endLine=1,col=3,endColumn=12,title=binary-caches/missing-property::mycache has no publicKeys, 100%25 needed:%0Asee its page.\n' +
      '::notice file=some folder/a%2Cb.json,line=1,endLine=2,title=binary-caches/not-pushable::mycache cannot be pushed to.\n',
  );
});

it('prints a SARIF log', () => {
  const [run] = JSON.parse(asSarif(files, '1.2.3')).runs;
  expect(run.tool.driver).toEqual({
    name: 'nix-agents',
    version: '1.2.3',
    rules: [{ id: 'binary-caches/missing-property' }, { id: 'binary-caches/not-pushable' }],
  });
  expect(run.results[1]).toEqual({
    ruleId: 'binary-caches/not-pushable',
    ruleIndex: 1,
    level: 'note',
    message: { text: 'mycache cannot be pushed to.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'some%20folder/a%2Cb.json', index: 0 },
          region: { startLine: 1, startColumn: 3, endLine: 2, endColumn: 6 },
        },
      },
    ],
  });
});
