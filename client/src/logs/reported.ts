import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import type { Explainer } from './explain.ts';
import { fatalMessage } from './view/katip.ts';

/** What a host said of a file here. */
export interface Report {
  /** Absolute. */
  path: string;
  line: number;
  character: number;
  message: string;
}

/** Failures that files cause, from the agent's death until it is well again. */
export interface Reported {
  /** Entries came. */
  seen(agent: Agent, entries: readonly JournalEntry[]): void;
  /** What is known about lines changed. */
  refresh(): void;
  /** Only these agents are followed now. */
  keep(agents: readonly Agent[]): void;
}

const well = /\b(?:Agent online|Agent registered)\.\s*$/;

/** Whether an agent dies with this line. */
function isFatal({ message }: JournalEntry): boolean {
  return fatalMessage(message) !== undefined || /^[\w-]+: (?:TokenError|\S*Exception)\b/.test(message);
}

export function createReported(
  explainer: Pick<Explainer, 'of' | 'doubt'>,
  publish: (reports: Report[]) => void,
): Reported {
  const failing = new Map<string, { agent: Agent; entry: JournalEntry }>();
  let published = '[]';

  function refresh(): void {
    const reports: Report[] = [];
    for (const { agent, entry } of failing.values()) {
      const explained = explainer.of(agent, entry);
      explained?.explanations.forEach(({ state }, index) => {
        const place = explained.deeds.get(`open-${index}`);
        if (place?.do !== 'open') return;
        const said = (fatalMessage(entry.message) ?? entry.message).split('\n')[0];
        reports.push({
          path: place.path,
          line: place.line,
          character: place.character,
          message: `Reported by ${agent.host ?? agent.name}: ${said}${state === 'present' ? '' : ' The host has the file from before.'}`,
        });
      });
    }
    const key = JSON.stringify(reports);
    if (key === published) return;
    published = key;
    publish(reports);
  }

  return {
    seen(agent, entries) {
      const last = entries.findLast((entry) => well.test(entry.message) || isFatal(entry));
      if (!last) return;
      if (well.test(last.message)) {
        // What was wrong was deployed, or is elsewhere by now.
        if (failing.delete(agent.id)) explainer.doubt();
      } else failing.set(agent.id, { agent, entry: last });
      refresh();
    },
    refresh,
    keep(agents) {
      const ids = new Set(agents.map(({ id }) => id));
      for (const id of failing.keys()) if (!ids.has(id)) failing.delete(id);
      refresh();
    },
  };
}
