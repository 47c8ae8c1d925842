import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Agent } from '../../../protocol/src/agents.ts';
import { createService, type Service } from '../../../server/src/service.ts';
import type { Given } from '../command.ts';
import { CommandError } from '../exit.ts';

export interface Workspace {
  /** Absolute. */
  folder: string;
  service: Service;
  agents: Agent[];
}

/** The workspace of `--workspace`, with its agents. @throws CommandError when the folder is not there */
export async function openWorkspace(given: Given): Promise<Workspace> {
  const name = given.text('workspace') ?? '.';
  const folder = resolve(name);
  const stats = await stat(folder).catch((error: unknown) => {
    throw new CommandError(`The workspace ${name} cannot be opened.`, undefined, { cause: error });
  });
  if (!stats.isDirectory()) throw new CommandError(`The workspace ${name} is not a folder.`);
  const service = createService({ roots: [folder] });
  return { folder, service, agents: await service.agents() };
}
