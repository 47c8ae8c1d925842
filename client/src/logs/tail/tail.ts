import type { JournalEntry } from '../../../../protocol/src/journal.ts';
import { Lane } from './lane.ts';

export const defaultBudget = 128 * 1024 * 1024;

/** The latest lines of all agents together, within one bound of memory. The journals on the hosts are the store. */
export interface Tail {
  /** The lane of an agent; made when there is none. */
  lane(agent: string): Lane;
  append(agent: string, entries: readonly JournalEntry[]): void;
  /** Puts older entries in front. `false`: there is no room for them. */
  prepend(agent: string, entries: readonly JournalEntry[]): boolean;
  remove(agent: string): void;
  /** Bytes of memory. */
  readonly size: number;
  readonly budget: number;
}

/**
 * @param budget bytes for all agents
 * @param onDropped lines of this lane are gone
 */
export function createTail(budget = defaultBudget, onDropped: (lane: Lane) => void = () => undefined): Tail {
  const lanes = new Map<string, Lane>();
  let size = 0;

  function lane(agent: string): Lane {
    let found = lanes.get(agent);
    if (!found) {
      found = new Lane();
      lanes.set(agent, found);
    }
    return found;
  }

  /** The lane whose oldest chunk ended first. */
  function oldest(): Lane | undefined {
    let result: Lane | undefined;
    let time = Number.POSITIVE_INFINITY;
    for (const candidate of lanes.values()) {
      const chunk = candidate.chunks[0];
      if (!chunk || candidate.chunks.length < 2) continue;
      const end = chunk.time(chunk.count - 1);
      if (end < time) {
        time = end;
        result = candidate;
      }
    }
    return result;
  }

  return {
    lane,
    append(agent, entries) {
      const target = lane(agent);
      size -= target.size;
      target.append(entries);
      size += target.size;
      const dropped = new Set<Lane>();
      while (size > budget) {
        const victim = oldest();
        if (!victim) break;
        size -= victim.size;
        victim.drop();
        size += victim.size;
        dropped.add(victim);
      }
      for (const victim of dropped) onDropped(victim);
    },
    prepend(agent, entries) {
      let bytes = 0;
      for (const entry of entries) bytes += entry.message.length + 32;
      if (size + bytes > budget) return false;
      const target = lane(agent);
      size -= target.size;
      target.prepend(entries);
      size += target.size;
      return true;
    },
    remove(agent) {
      size -= lanes.get(agent)?.size ?? 0;
      lanes.delete(agent);
    },
    get size() {
      return size;
    },
    budget,
  };
}
