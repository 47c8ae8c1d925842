import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
} from 'vscode-languageserver';
import type { Finding } from '../../../protocol/src/findings.ts';
import type { OnlineRequest } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';
import { publishedKey } from '../formats/binary-caches/rules/published-key.ts';
import { readOnlyToken } from '../formats/binary-caches/rules/read-only-token.ts';
import { refusedToken } from '../formats/binary-caches/rules/refused-token.ts';
import { unknownCache } from '../formats/binary-caches/rules/unknown-cache.ts';
import { notInCache } from '../formats/deploy-spec/rules/not-in-cache.ts';
import type { OnlineOutcome } from '../online/memory.ts';
import type { ProxySettings } from '../online/proxy.ts';
import type { Workspace } from '../workspace.ts';
import type { EditOf } from './codeActions.ts';
import { fetchedKey } from './fetchKey.ts';
import { pathOf } from './uris.ts';

/** What asking caches needs of the server. */
export interface Online {
  connection: Connection;
  workspace: Workspace;
  /** Whether the client answers questions about its settings. */
  hasSettings: boolean;
  findingsOf(document: Document): readonly Finding[];
  editOf(uri: string): EditOf;
  /** Lets everybody look again. */
  announce(): void;
}

/** Findings that follow from what was asked for. */
const codes: ReadonlySet<string> = new Set(
  [notInCache, publishedKey, readOnlyToken, refusedToken, unknownCache].map(({ code }) => code),
);

/** Asks caches as a client's command says, and tells the person in a message how it went. */
export async function askOnline(server: Online, given: unknown, token: CancellationToken): Promise<void> {
  const { connection, workspace } = server;
  const { question, file, cache, fetchKey } = requestOf(given);
  const cancel = new AbortController();
  const subscription = token.onCancellationRequested(() => cancel.abort());
  const say = (type: MessageType, message: string) =>
    connection.sendNotification(ShowMessageNotification.type, { type, message });
  try {
    await workspace.load();
    const outcome = await workspace.askOnline({
      question: question ?? 'all',
      ...(file !== undefined && { files: new Set([pathOf(file)]) }),
      ...(cache !== undefined && { cache }),
      signal: cancel.signal,
      proxy: server.hasSettings ? await proxySettings(connection) : {},
    });
    server.announce();
    const fetched = fetchKey && file !== undefined && cache !== undefined && (await putKey(server, file, cache));
    if (fetched) return;
    const found = workspace.store.documents().flatMap(server.findingsOf);
    const problems = found.filter(({ code }) => codes.has(code)).length;
    const well = problems === 0 && outcome.failures.length === 0;
    await say(well ? MessageType.Info : MessageType.Warning, summaryOf(outcome, problems));
  } catch (error) {
    if (cancel.signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw error;
  } finally {
    subscription.dispose();
  }
}

/** `false` where Cachix has told no key that could be put there. */
async function putKey({ connection, workspace, findingsOf, editOf }: Online, uri: string, cache: string) {
  const document = workspace.store.current(pathOf(uri));
  const fix = document && fetchedKey(document, findingsOf(document), cache);
  if (!fix) return false;
  return (await connection.workspace.applyEdit({ label: fix.title, edit: editOf(uri)(fix.edits) })).applied;
}

function requestOf(given: unknown): OnlineRequest {
  const { question, file, cache, fetchKey } = (
    typeof given === 'object' && given !== null ? given : {}
  ) as OnlineRequest;
  return {
    ...((question === 'paths' || question === 'credentials') && { question }),
    ...(typeof file === 'string' && { file }),
    ...(typeof cache === 'string' && { cache }),
    ...(fetchKey === true && { fetchKey }),
  };
}

/** The settings of VS Code; other editors have none of these names. */
async function proxySettings({ workspace }: Connection): Promise<ProxySettings> {
  const [support, url, except] = (await workspace.getConfiguration([
    { section: 'http.proxySupport' },
    { section: 'http.proxy' },
    { section: 'http.noProxy' },
  ])) as unknown[];
  return {
    off: support === 'off',
    ...(typeof url === 'string' && { url }),
    ...(Array.isArray(except) && { except: except.filter((host) => typeof host === 'string') }),
  };
}

function summaryOf({ paths, caches, notes, failures }: OnlineOutcome, problems: number): string {
  const done = [
    ...(paths > 0 ? [`${counted(paths, 'store path')} looked for`] : []),
    ...(caches > 0 ? [`${counted(caches, 'cache')} tested`] : []),
  ].join(', ');
  const found = problems === 0 ? 'nothing wrong' : `${counted(problems, 'problem')} found`;
  return [done === '' ? 'Nothing was asked for.' : `${done}: ${found}.`, ...failures, ...notes].join(' ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
