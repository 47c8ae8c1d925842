import { resolve } from 'node:path';
import type { Agent } from '../../protocol/src/agents.ts';
import type { Finding } from '../../protocol/src/findings.ts';
import type { Knowledge, Located, LocateQuestion } from '../../protocol/src/knowledge.ts';
import { claimedByName } from './documents/classify.ts';
import type { Document } from './documents/document.ts';
import { formatOf } from './formats/index.ts';
import { canonical, matches } from './hostError.ts';
import type { Workspace } from './workspace.ts';

/** So many contents are remembered by what they make the host print. */
const mostRemembered = 1000;

export interface Locator extends Pick<Knowledge, 'check' | 'locate'> {
  /** Remembers what the files that are on disk now make a host print, should they be deployed and then change. */
  observe(): void;
}

/** Whether a message is one that a file of this name causes. */
function isBlamed(name: string, message: string): boolean {
  return formatOf(claimedByName(name))?.hostErrors?.test(canonical(message)) ?? false;
}

/** Answers which line of which file made an agent print a message. */
export function createLocator(workspace: Workspace): Locator {
  const { store } = workspace;
  /** What each content that was on disk here makes the host print, by its hash: the deployed one may be gone by now. */
  const predictions = new Map<string, string[]>();

  const remember = (sha256: string, findings: readonly Finding[]): void => {
    predictions.delete(sha256);
    predictions.set(
      sha256,
      findings.flatMap(({ hostError }) => (hostError === undefined ? [] : [canonical(hostError)])),
    );
    const oldest = predictions.keys().next().value;
    if (predictions.size > mostRemembered && oldest !== undefined) predictions.delete(oldest);
  };

  const isUnsaved = (path: string): boolean => {
    const source = store.source(path);
    return store.isOpen(path) && !(source?.state === 'text' && store.current(path)?.text === source.text);
  };

  const findingsOf = async (document: Document | undefined): Promise<Finding[]> => {
    if (!document) return [];
    await workspace.prepare([document]);
    return workspace.check(document);
  };

  const locateIn = async (
    path: string,
    name: string,
    message: string,
    deployed: string | undefined,
  ): Promise<Located[]> => {
    const source = await store.read(path);
    const here = source.state === 'text' ? source.sha256 : undefined;
    const blames = (finding: Finding): boolean =>
      finding.hostError !== undefined && matches(message, finding.hostError);
    const onDisk = await findingsOf(store.onDisk(path));
    if (here !== undefined) remember(here, onDisk);
    const inEditor = store.isOpen(path) ? await findingsOf(store.current(path)) : onDisk;

    const present = inEditor.filter(blames);
    if (present.length > 0)
      return present.map((finding) => ({ state: 'present', path, finding, unsaved: isUnsaved(path) }));
    if (onDisk.some(blames)) return [{ state: 'fixed-unsaved', path }];
    if (deployed === undefined || deployed === here) return [];
    const predicted = predictions.get(deployed);
    if (predicted?.some((text) => matches(message, text))) return [{ state: 'fixed-undeployed', path }];
    return predicted === undefined && isBlamed(name, message) ? [{ state: 'foreign', name }] : [];
  };

  return {
    observe: () => {
      for (const { path, format } of store.documents()) {
        const source = store.source(path);
        if (!formatOf(format)?.hostErrors || source?.state !== 'text' || predictions.has(source.sha256)) continue;
        const document = store.onDisk(path);
        if (document) remember(source.sha256, workspace.check(document));
      }
    },

    check: async (given, sha256) => {
      const path = resolve(given);
      await workspace.loadBeside(path);
      const source = await store.read(path);
      if (source.state !== 'text' || source.sha256 !== sha256) return { state: 'changed' };
      const document = store.onDisk(path);
      if (!document) return { state: 'unclaimed', unsaved: isUnsaved(path) };
      const findings = await findingsOf(document);
      remember(sha256, findings);
      return { state: 'checked', findings, unsaved: isUnsaved(path) };
    },

    locate: async ({ agent: id, message, deployedSha256 }: LocateQuestion) => {
      await workspace.load();
      const agent: Agent | undefined = workspace.agents().find((candidate) => candidate.id === id);
      const answers: Located[] = [];
      for (const { name, source } of agent?.secrets ?? []) {
        answers.push(...(await locateIn(resolve(agent?.workspace ?? '', source), name, message, deployedSha256[name])));
      }
      // Where a file is known to say it, a file that is not known is no candidate.
      const known = answers.filter(({ state }) => state !== 'foreign');
      return known.length > 0 ? known : answers;
    },
  };
}
