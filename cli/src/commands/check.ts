import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { createService, type FileReport, type Service } from '../../../server/src/service.ts';
import { replaceText } from '../check/fix.ts';
import { asGithub } from '../check/github.ts';
import { asJson } from '../check/json.ts';
import { type CheckFormat, formatOf, formats, ruleLevels } from '../check/options.ts';
import { type CheckedFile, countBySeverity, counted } from '../check/results.ts';
import { asSarif } from '../check/sarif.ts';
import { asText } from '../check/text.ts';
import type { Command, Invocation } from '../command.ts';
import { type ExitStatus, exit, UsageError } from '../exit.ts';
import { shownPath } from '../paths.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Check the files of agents, and mend what can be mended',
  operands: '[PATH…]',
  options: {
    format: { type: 'string', value: formats.join('|'), help: 'how the findings are printed (default: text)' },
    fix: { type: 'boolean', help: 'mend what is safe to mend, in place' },
    rule: { type: 'string', value: 'CODE=LEVEL', multiple: true, help: 'off, hint, info, warning or error for a rule' },
    online: { type: 'boolean', help: 'also ask the caches for the deployed paths, and test keys and tokens' },
    'stdin-path': { type: 'string', value: 'NAME', help: 'the name of what comes on standard input, with the path -' },
  },
  examples: [
    { does: 'everything below this folder', command: 'nix-agents check' },
    { does: 'mend a file', command: 'nix-agents check --fix binary-caches.json' },
    { does: 'look for the deployed paths in the caches', command: 'nix-agents check --online' },
    { does: 'annotate a pull request on GitHub', command: 'nix-agents check --format github' },
    { does: 'turn a rule off', command: 'nix-agents check --rule secret-file/not-ignored=off' },
    { does: 'check a text', command: 'nix-agents check - --stdin-path binary-caches.json <caches' },
  ],
  run: check,
};

/** What was looked at, and whether all of it could be. */
interface Outcome {
  files: CheckedFile[];
  complete: boolean;
}

async function check({ operands, given, terminal, signal }: Invocation): Promise<ExitStatus> {
  const format = formatOf(given.text('format'));
  const service = createService({ roots: [process.cwd()], rules: ruleLevels(given.texts('rule')) });
  const paths = operands.length > 0 ? operands : ['.'];
  if (paths.includes('-') && given.flag('online'))
    throw new UsageError('--online goes with files, and not with the path -.');
  if (paths.includes('-')) return checkStandardInput(service, paths, format, { given, terminal });
  if (given.text('stdin-path') !== undefined) throw new UsageError('--stdin-path goes with the path -.');
  const asked = { fix: given.flag('fix'), online: given.flag('online') };
  const outcome = await checkPaths(service, paths, asked, terminal, signal);
  if (signal.aborted) return exit.interrupted;
  await terminal.write(told(outcome, format, terminal));
  return statusOf(outcome);
}

async function checkPaths(
  service: Service,
  paths: readonly string[],
  { fix, online }: { fix: boolean; online: boolean },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Outcome> {
  const named = new Set(paths.map((path) => resolve(path)));
  const found = await service.search([...named], signal);
  for (const { message } of found.unreadable) terminal.note(message);
  if (found.files.length === 0 && found.unreadable.length === 0)
    terminal.note(`No file to check in ${paths.join(', ')}.`);
  const outcome: Outcome = { files: [], complete: found.unreadable.length === 0 };
  for (const path of fix ? found.files : []) {
    if (signal.aborted) break;
    if (!(await mend(service, path, terminal))) outcome.complete = false;
  }
  if (online && !(await askCaches(service, found.files, terminal, signal))) outcome.complete = false;
  for (const path of found.files) {
    if (signal.aborted) break;
    const report = await service.report(path);
    if (report.state === 'checked') outcome.files.push(checkedFile(report));
    if (report.state === 'unclaimed' && named.has(path)) terminal.note(unclaimed(shownPath(path)));
    if (report.state === 'unreadable') terminal.note(report.message);
    if (report.state === 'unreadable') outcome.complete = false;
  }
  return outcome;
}

/** Asks the caches about the files; `false` where one should have answered and did not. */
async function askCaches(
  service: Service,
  files: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { notes, failures } = await service.askOnline({ question: 'all', files: new Set(files), signal });
    for (const message of [...notes, ...failures]) terminal.note(message);
    return failures.length === 0;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Applies the safe fixes of a file; `false` where it could not be written. */
async function mend(service: Service, path: string, terminal: Terminal): Promise<boolean> {
  const fixed = await service.fixAll(path);
  if (!fixed || fixed.applied.length === 0) return true;
  try {
    if (fixed.text !== (await readFile(path, 'utf8'))) await replaceText(path, fixed.text);
    terminal.note(`${shownPath(path)}: applied ${counted(fixed.applied.length, 'fix').replace(/fixs$/, 'fixes')}.`);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    terminal.note(`${shownPath(path)} could not be written: ${why}. Its fixes are not applied.`);
    return false;
  }
}

/** With `--fix` the mended text is the result, and the findings that are left are told beside it. */
async function checkStandardInput(
  service: Service,
  paths: readonly string[],
  format: CheckFormat,
  { given, terminal }: Pick<Invocation, 'given' | 'terminal'>,
): Promise<ExitStatus> {
  const name = given.text('stdin-path');
  if (name === undefined)
    throw new UsageError('The path - needs --stdin-path NAME, which tells what kind of file it is.');
  if (paths.length > 1) throw new UsageError('The path - stands alone.');
  const path = resolve(name);
  const source = await readAll(process.stdin);
  const fixed = given.flag('fix') ? ((await service.fixAll(path, source))?.text ?? source) : undefined;
  const report = await service.report(path, fixed ?? source);
  if (report.state === 'unreadable') terminal.note(report.message);
  if (report.state === 'unclaimed') terminal.note(unclaimed(shownPath(path)));
  const files = report.state === 'checked' ? [checkedFile(report)] : [];
  const outcome: Outcome = { files, complete: report.state !== 'unreadable' };
  if (fixed === undefined) await terminal.write(told(outcome, format, terminal));
  else {
    await terminal.write(fixed);
    const text = told(outcome, format, { ...terminal, out: terminal.err }).trimEnd();
    if (text) terminal.note(text);
  }
  return statusOf(outcome);
}

/** What is printed; a person is not told that nothing is wrong where nothing could be looked at. */
function told({ files, complete }: Outcome, format: CheckFormat, terminal: Terminal): string {
  return format === 'text' && files.length === 0 && !complete ? '' : printed(files, format, terminal);
}

function printed(files: readonly CheckedFile[], format: CheckFormat, terminal: Terminal): string {
  switch (format) {
    case 'text':
      return asText(files, terminal);
    case 'json':
      return asJson(files);
    case 'sarif':
      return asSarif(files, version());
    case 'github':
      return asGithub(files);
  }
}

function statusOf({ files, complete }: Outcome): ExitStatus {
  if (!complete) return exit.notRun;
  return countBySeverity(files).error > 0 ? exit.wrong : exit.done;
}

function checkedFile({ path, format, text, findings }: Extract<FileReport, { state: 'checked' }>): CheckedFile {
  return { path: shownPath(path), format, text, findings };
}

function unclaimed(path: string): string {
  return `${path} is none of the files that Nix Agents checks.`;
}
