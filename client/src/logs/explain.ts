import { basename } from 'node:path';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Fix } from '../../../protocol/src/findings.ts';
import type { Located } from '../../../protocol/src/knowledge.ts';
import type { LogAction, LogExplanation, LogRow } from '../../../protocol/src/logPanel.ts';
import type { LogServices } from './services.ts';
import { readKatip } from './view/katip.ts';
import type { Line } from './view/present.ts';

/** What a person can do about a line. */
export type Deed =
  | { do: 'open'; path: string; line: number; character: number }
  | { do: 'fix'; path: string; fix: Fix }
  | { do: 'save-and-deploy'; path: string; agent: Agent }
  | { do: 'deploy'; agent: Agent }
  | { do: 'compare'; agent: Agent };

/** What is known about a line. */
export interface Explained {
  pending: boolean;
  explanations: LogExplanation[];
  hint: LogRow['hint'];
  /** What the explanations' actions do, by id. */
  deeds: ReadonlyMap<string, Deed>;
}

/** Asks the files and the catalogue of known messages what lines mean; only for lines that someone sees. */
export interface Explainer {
  /** What is known now; asks when nothing is. */
  of(agent: Agent, line: Pick<Line, 'severity' | 'message'>): Explained | undefined;
  /** Files changed: what was said may be wrong, and is asked again where it is seen. */
  doubt(): void;
  dispose(): void;
}

const remembered = 500;
/** Milliseconds for which the files on a host are taken to be as they were seen: lines that come together share a look. */
const hashesHold = 1000;
/** Milliseconds after which an answer is asked for again: the file may have been deployed meanwhile. */
const answersHold = 30_000;

const retryPause = 2000;
const mostRetries = 3;

interface Answer {
  explained: Explained;
  /** When it was asked for; 0 when it is in doubt. */
  at: number;
  /** How often a file from elsewhere was asked for again. */
  retries: number;
}

export function createExplainer(
  services: Pick<LogServices, 'locate' | 'deployedSha256' | 'insightOf'>,
  changed: () => void,
): Explainer {
  const answers = new Map<string, Answer>();
  const hashes = new Map<string, { at: number; read: Promise<Record<string, string>> }>();
  const abort = new AbortController();

  function hashesOf(agent: Agent): Promise<Record<string, string>> {
    const known = hashes.get(agent.id);
    if (known && Date.now() - known.at < hashesHold) return known.read;
    // Without the hashes the files are still asked: they cannot tell then whether the host has another file.
    const read = services.deployedSha256(agent, abort.signal).catch(() => ({}));
    hashes.set(agent.id, { at: Date.now(), read });
    return read;
  }

  async function ask(agent: Agent, answer: Answer, message: string): Promise<void> {
    answer.at = Date.now();
    const [insight, located] = await Promise.all([
      services.insightOf(message),
      hashesOf(agent)
        .then((deployedSha256) => services.locate({ agent: agent.id, message, deployedSha256 }))
        .catch((): Located[] => []),
    ]);
    const deeds = new Map<string, Deed>();
    const explanations = located.map((one, index) => explanationOf(one, agent, index, deeds));
    if (insight && explanations.length === 0) {
      explanations.push({ state: 'known', message: insight.explanation, advice: insight.advice, actions: [] });
    }
    const before = JSON.stringify(answer.explained);
    answer.explained = { pending: false, explanations, hint: hintOf(explanations), deeds };
    if (before !== JSON.stringify(answer.explained)) changed();
    // A file that was only just changed here or there is taken for one from elsewhere until both sides have seen it.
    if (located.some(({ state }) => state === 'foreign') && answer.retries < mostRetries) {
      answer.retries++;
      setTimeout(() => {
        answer.at = 0;
        if (!abort.signal.aborted) changed();
      }, retryPause * answer.retries).unref();
    }
  }

  return {
    of(agent, line) {
      if (!looksLikeFailure(line)) return undefined;
      const text = readKatip(line.message)?.message ?? line.message;
      const key = `${agent.id}\n${text}`;
      let answer = answers.get(key);
      if (!answer) {
        answer = {
          explained: { pending: true, explanations: [], hint: undefined, deeds: new Map() },
          at: 0,
          retries: 0,
        };
        answers.set(key, answer);
        if (answers.size > remembered) answers.delete(answers.keys().next().value as string);
      }
      if (Date.now() - answer.at > answersHold) ask(agent, answer, line.message).catch(() => answers.delete(key));
      return answer.explained;
    },
    doubt() {
      for (const answer of answers.values()) answer.at = 0;
      changed();
    },
    dispose: () => abort.abort(),
  };
}

const urgent = new Set(['warning', 'error', 'critical', 'alert', 'emergency']);

/** Worth asking about: what is logged as a warning or worse, and what a dying agent prints outside of its format. */
export function looksLikeFailure({ severity, message }: Pick<Line, 'severity' | 'message'>): boolean {
  return urgent.has(severity) || (!message.startsWith('[') && /error|fail|exception|denied|exited/i.test(message));
}

function hintOf(explanations: readonly LogExplanation[]): LogRow['hint'] {
  const [first] = explanations;
  if (!first) return undefined;
  return { text: first.message, ...(first.place && { place: first.place }) };
}

function explanationOf(located: Located, agent: Agent, index: number, deeds: Map<string, Deed>): LogExplanation {
  const actions: LogAction[] = [];
  const offer = (id: string, title: string, icon: string, deed: Deed) => {
    deeds.set(`${id}-${index}`, deed);
    actions.push({ id: `${id}-${index}`, title, icon, ...(actions.length === 0 && { primary: true }) });
  };
  const host = agent.host ?? agent.name;
  switch (located.state) {
    case 'present': {
      const { path, finding, unsaved } = located;
      const { line, character } = finding.range.start;
      const place = `${basename(path)}:${line + 1}`;
      for (const [number, fix] of finding.fixes.entries()) {
        offer(`fix${number}`, fix.title, 'lightbulb-autofix', { do: 'fix', path, fix });
      }
      offer('open', `Go to ${place}`, 'go-to-file', { do: 'open', path, line, character });
      return {
        state: 'present',
        message: finding.message,
        advice: `The agent stops because of ${place}${unsaved ? ', which has unsaved changes' : ''}. Correct it, then deploy.`,
        place,
        actions,
      };
    }
    case 'fixed-unsaved': {
      const name = basename(located.path);
      offer('save', 'Save and Deploy…', 'save', { do: 'save-and-deploy', path: located.path, agent });
      offer('open', `Go to ${name}`, 'go-to-file', { do: 'open', path: located.path, line: 0, character: 0 });
      return {
        state: 'fixed-unsaved',
        message: `${name} is corrected in the editor, but not saved.`,
        advice: `Save it and deploy it to ${host}.`,
        place: `${name}: not saved`,
        actions,
      };
    }
    case 'fixed-undeployed': {
      const name = basename(located.path);
      offer('deploy', 'Deploy…', 'rocket', { do: 'deploy', agent });
      offer('open', `Go to ${name}`, 'go-to-file', { do: 'open', path: located.path, line: 0, character: 0 });
      return {
        state: 'fixed-undeployed',
        message: `${name} is corrected here, but ${host} has the file from before.`,
        advice: 'Deploy it.',
        place: `${name}: not deployed`,
        actions,
      };
    }
    case 'foreign': {
      offer('compare', 'Compare with Host', 'diff', { do: 'compare', agent });
      offer('deploy', 'Deploy…', 'rocket', { do: 'deploy', agent });
      return {
        state: 'foreign',
        message: `The ${located.name} on ${host} was not deployed from this workspace.`,
        advice: 'Compare the two before you deploy over it.',
        place: `${located.name}: from elsewhere`,
        actions,
      };
    }
  }
}
