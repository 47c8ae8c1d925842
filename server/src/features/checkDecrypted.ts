import { basename } from 'node:path';
import { type CancellationToken, type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { Finding } from '../../../protocol/src/findings.ts';
import { decryptedFindings } from '../decrypt/findings.ts';
import { decrypt } from '../decrypt/sops.ts';
import type { Document } from '../documents/document.ts';
import type { Workspace } from '../workspace.ts';

/** What decrypting found, for as long as the documents stay as they are. */
export interface Decrypted {
  of(document: Document): readonly Finding[];
  /** Decrypts a file, remembers what the rules say of it, and tells the person how it went. Rejects never. */
  check(path: string, token: CancellationToken): Promise<void>;
}

export function createDecrypted(connection: Connection, workspace: Workspace): Decrypted {
  const { store } = workspace;
  const known = new WeakMap<Document, readonly Finding[]>();
  const tell = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, { type, message });

  const run = async (path: string, signal: AbortSignal): Promise<void> => {
    await store.read(path);
    const document = store.current(path);
    const name = basename(path);
    if (!document || !isDecryptable(document, workspace.check(document))) {
      throw new Error(`${name} is no file of an agent that SOPS encrypted.`);
    }
    // What is decrypted is the file on disk.
    if (store.onDisk(path)?.text !== document.text)
      throw new Error(`Save ${name} first: its file is what is decrypted.`);
    const found = decryptedFindings(document, await decrypt(path, signal), workspace.check);
    known.set(document, found);
    const serious = found.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
    if (serious === 0) tell(MessageType.Info, `Nothing is wrong in ${name}.`);
    else tell(MessageType.Warning, `${serious} ${serious === 1 ? 'problem' : 'problems'} found in ${name}.`);
  };

  return {
    of: (document) => known.get(document) ?? [],
    check: async (path, token) => {
      const progress = await connection.window.createWorkDoneProgress();
      const ended = new AbortController();
      const subscriptions = [token, progress.token].map((each) => each.onCancellationRequested(() => ended.abort()));
      progress.begin(`Decrypting ${basename(path)}`, undefined, undefined, true);
      try {
        await run(path, ended.signal);
      } catch (error) {
        if (!ended.signal.aborted) tell(MessageType.Error, error instanceof Error ? error.message : String(error));
      } finally {
        for (const subscription of subscriptions) subscription.dispose();
        progress.done();
      }
    },
  };
}

/** Whether a document is one that SOPS encrypted: other programs leave nothing that is text. */
export function isDecryptable({ flaw }: Document, findings: readonly Finding[]): boolean {
  return !flaw && findings.some(({ code }) => code.endsWith('/encrypted'));
}
