import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Plan } from '../../../protocol/src/plan.ts';
import { type Host, HostError, type RemoteProcess } from '../ssh/host.ts';
import { program, type Run, type Staged, stagedConfigurationPath, stagedPath } from './script/program.ts';
import { attachScript, cancelScript, sendScript } from './script/send.ts';
import { type HostEnd, type HostLine, readHostLine } from './steps.ts';

/** How a run came out, as far as the host told. */
export type RunEnd =
  | { end: HostEnd; detail: string }
  /** The host was interrupted itself; its next deployment undoes what this one did. */
  | { end: 'interrupted'; detail: string }
  /** The host knows nothing of the run: it never began, or all trace of it is lost. */
  | { end: 'gone'; detail: string }
  /** The line to the host stayed down. */
  | { end: 'lost'; detail: string };

export interface RunContext {
  /** The host that the plan was made for. */
  host: Host;
  /** Connects to it again. @throws HostError */
  reconnect(): Promise<Host>;
  onLine(line: HostLine & { kind: 'step' }): void;
  signal?: AbortSignal;
  /** Shell that the host runs at the beginning of each step; a test stops a run by it. */
  atStep?: string;
}

/** Milliseconds for which a lost line is tried to be restored. */
const RECONNECT_MS = 180_000;

/** Sends the contents and the program ahead, lets the host run it, and follows it to its end, over a new connection where the first is lost. */
export async function runPlan(plan: Plan, contents: Buffer[], run: Run, context: RunContext): Promise<RunEnd> {
  const text = Buffer.from(program(plan, run, context.atStep));
  const staged = stagedContents(plan, contents, run);
  const args = [run.id, run.key, String(text.length)];
  for (const { path, size, owner, group, mode } of staged.map((s) => s.place)) {
    args.push(path, String(size), `${owner}:${group}`, mode.toString(8).padStart(4, '0'));
  }
  const told = new Set<string>();
  const tell = (line: HostLine & { kind: 'step' }) => {
    const once = `${line.step} ${line.state} ${line.detail}`;
    if (told.has(once)) return;
    told.add(once);
    context.onLine(line);
  };
  const undoCancel = cancelOnAbort(context, run);
  try {
    const process = await context.host.start(sendScript, { args, root: true });
    const sent = pipeline(Readable.from([text, ...staged.map((s) => s.content)]), process.stdin).catch(() => undefined);
    const end = await followLines(process, run.id, tell);
    await sent;
    return end ?? (await attach(run, context, tell));
  } finally {
    undoCancel();
  }
}

function stagedContents(plan: Plan, contents: Buffer[], run: Run): { place: Staged; content: Buffer }[] {
  const staged: { place: Staged; content: Buffer }[] = [];
  plan.files.forEach((file, index) => {
    const content = contents[index];
    if (file.change === 'none' || !content) return;
    const { owner, group, mode } = file;
    staged.push({ place: { path: stagedPath(plan, index, run), size: content.length, owner, group, mode }, content });
  });
  const first = plan.files[0];
  if (plan.configurationCheck && run.configuration !== undefined && first) {
    const content = Buffer.from(run.configuration);
    const path = stagedConfigurationPath(plan, run);
    staged.push({
      place: { path, size: content.length, owner: first.owner, group: first.group, mode: 0o600 },
      content,
    });
  }
  return staged;
}

/** Gives the end that the host tells, or `undefined` where the line broke before. */
async function followLines(
  process: RemoteProcess,
  run: string,
  tell: (line: HostLine & { kind: 'step' }) => void,
): Promise<RunEnd | undefined> {
  let end: RunEnd | undefined;
  const ended = process.ended.catch((error: unknown) => {
    if (error instanceof HostError && error.kind === 'not-root') throw error;
    return undefined;
  });
  try {
    for await (const text of createInterface({ input: process.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = readHostLine(text, run);
      if (line?.kind === 'step') tell(line);
      else if (line?.kind === 'end' && end === undefined) end = { end: line.end, detail: line.detail };
      else if (text.startsWith(`nix-agents ${run} end `) && end === undefined) {
        end = { end: text.includes(' end interrupted ') ? 'interrupted' : 'gone', detail: '' };
      }
    }
  } catch {
    // The stream of a lost connection; what the host does is asked for over a new one.
  }
  await ended;
  return end;
}

async function attach(
  run: Run,
  context: RunContext,
  tell: (line: HostLine & { kind: 'step' }) => void,
): Promise<RunEnd> {
  const until = Date.now() + RECONNECT_MS;
  let reason = '';
  for (let pause = 500; Date.now() < until; pause = Math.min(pause * 2, 10_000)) {
    try {
      const host = await context.reconnect();
      if (context.signal?.aborted) await cancel(host, run);
      const process = await host.start(attachScript, { args: [run.id, run.key], root: true });
      process.stdin.end();
      const end = await followLines(process, run.id, tell);
      if (end) return end;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      reason = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return { end: 'lost', detail: reason };
}

/** Cancels until the run is over: the first word may come before the host knows of the run. */
function cancelOnAbort(context: RunContext, run: Run): () => void {
  const { signal } = context;
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    // Where the line is down, attaching cancels over the next one.
    cancel(context.host, run).catch(() => undefined);
    timer = setTimeout(stop, 500);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}

async function cancel(host: Host, run: Run): Promise<void> {
  await host.run(cancelScript, { args: [run.id, run.key], root: true });
}
