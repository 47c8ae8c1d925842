import type { Agent } from '../../../protocol/src/agents.ts';
import type { Document } from '../documents/document.ts';

/**
 * The agents that the files of one workspace folder define, merged per group and sorted by id.
 * Documents of formats that define none, or that lie outside of the folder, are passed over. Never throws.
 * What a document says is remembered with the document, so that a change in one file reads that file alone.
 * @param workspace absolute path of the workspace folder
 */
export function readAgents(_workspace: string, _documents: Iterable<Document>): Agent[] {
  return [];
}
