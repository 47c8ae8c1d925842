import type { Agent } from '../../../protocol/src/agents.ts';
import type { LogDetail } from '../../../protocol/src/logPanel.ts';
import type { Explainer } from './explain.ts';
import { fatalMessage, readKatip } from './view/katip.ts';
import { shownCharacters } from './view/parts.ts';
import type { Annotations, Line } from './view/present.ts';

/** Longer messages are opened as a document. */
const wholeCharacters = 64 * 1024;

/** Which rows are open, and what stands in them. */
export interface OpenRows extends Annotations {
  open(line: Line, on: boolean): void;
  /** Other agents were chosen: lines have other names now. */
  reset(): void;
}

export function createOpenRows(explainer: Explainer, agentOf: (lane: number) => Agent | undefined): OpenRows {
  const open = new Set<string>();
  const keyOf = (line: Line) => `${agentOf(line.lane)?.id}\n${line.number}`;

  return {
    open(line, on) {
      if (on) open.add(keyOf(line));
      else open.delete(keyOf(line));
    },
    reset: () => open.clear(),
    hint(line) {
      const agent = agentOf(line.lane);
      return agent && explainer.of(agent, line)?.hint;
    },
    detail(line) {
      const agent = agentOf(line.lane);
      if (!agent || !open.has(keyOf(line))) return undefined;
      return detailOf(line, agent, explainer);
    },
  };
}

function detailOf(line: Line, agent: Agent, explainer: Explainer): LogDetail {
  const explained = explainer.of(agent, line);
  const katip = readKatip(line.message);
  const message = fatalMessage(line.message) ?? (katip?.message ?? line.message).trimEnd();
  const showsMore =
    message.length > shownCharacters || message.includes('\n') || fatalMessage(line.message) !== undefined;
  const fields = [
    { name: 'Time', value: new Date(line.time / 1000).toISOString().replace('Z', `${microsOf(line.time)} UTC`) },
    { name: 'Agent', value: `${agent.name} (${agent.host ?? ''})` },
    { name: 'Unit', value: line.pid === undefined ? line.unit : `${line.unit}, process ${line.pid}` },
    { name: 'Severity', value: line.severity },
    ...(katip?.namespace ? [{ name: 'Namespace', value: katip.namespace }] : []),
    ...(katip?.context ? [{ name: 'Context', value: katip.context }] : []),
    ...(katip?.position ? [{ name: 'Source', value: katip.position }] : []),
  ];
  return {
    fields,
    ...(showsMore && { message: message.slice(0, wholeCharacters) }),
    explanations: explained?.explanations ?? [],
    pending: explained?.pending ?? false,
    actions: [
      { id: 'copy', title: 'Copy Line', icon: 'copy' },
      ...(message.length > wholeCharacters ? [{ id: 'document', title: 'Open Whole Line', icon: 'go-to-file' }] : []),
    ],
  };
}

function microsOf(time: number): string {
  return String(Math.floor(time) % 1000).padStart(3, '0');
}
