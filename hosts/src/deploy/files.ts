import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Finding } from '../../../protocol/src/findings.ts';
import type { Knowledge } from '../../../protocol/src/knowledge.ts';
import type { LocalFile } from './plan.ts';
import { environmentFile } from './token.ts';

/** A local file with its content, as it is deployed. */
export interface ReadFile extends LocalFile {
  content: Buffer;
  findings: Finding[];
  /** An editor holds changes of it that are not on the disk. */
  unsaved: boolean;
}

/** Bytes; no file of an agent comes near. */
const LARGEST = 32 * 1024 * 1024;

/** What keeps the files of an agent from being deployed, as a sentence for a person. */
export class FilesError extends Error {
  override readonly name = 'FilesError';
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

/**
 * Reads the files of an agent once, and asks what there is to say of exactly these contents.
 * @throws FilesError
 */
export async function readFiles(agent: Agent, knowledge: Pick<Knowledge, 'check'>): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  for (const secret of agent.secrets) {
    if (!/^[^/\p{Cc}]+$/u.test(secret.name) || secret.name === '.' || secret.name === '..') {
      throw new FilesError(
        `${JSON.stringify(secret.name)} cannot be the name of a file on a host.`,
        'Give it a name without slashes.',
      );
    }
    if (secret.destination !== undefined && !/^\/[^\p{Cc}]*[^/\p{Cc}]$/u.test(secret.destination)) {
      throw new FilesError(
        `${JSON.stringify(secret.destination)}, where ${secret.name} is to go, is no absolute path of a file.`,
        'Correct the destination of this file.',
      );
    }
    const source = isAbsolute(secret.source) ? secret.source : join(agent.workspace, secret.source);
    const file = await readChecked(source, secret.source, knowledge);
    if (agent.kind === 'cachix-deploy') {
      file.content = environmentFile(file.content);
      file.sha256 = hashOf(file.content);
      file.size = file.content.length;
    }
    files.push({ ...file, name: secret.name, source, ...(secret.destination && { declared: secret.destination }) });
  }
  return files;
}

type Checked = Pick<ReadFile, 'sha256' | 'size' | 'content' | 'findings' | 'unsaved'>;

async function readChecked(source: string, shown: string, knowledge: Pick<Knowledge, 'check'>): Promise<Checked> {
  // A file that is saved at this moment is read again.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const content = await readContent(source, shown);
    const sha256 = hashOf(content);
    const answer = await knowledge.check(source, sha256);
    if (answer.state === 'changed') continue;
    const findings = answer.state === 'checked' ? answer.findings : [];
    return { content, sha256, size: content.length, findings, unsaved: answer.unsaved };
  }
  throw new FilesError(`${shown} changes while it is read.`, 'Try again when nothing writes to it any more.');
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function readContent(source: string, shown: string): Promise<Buffer> {
  try {
    const found = await stat(source);
    // Before it is opened: a pipe that nobody writes to is waited for without an end.
    if (!found.isFile() && !found.isDirectory()) {
      throw new FilesError(
        `${shown} is no file with a content, but a pipe, a socket or a device.`,
        'Name a file in the definition of this agent.',
      );
    }
    const { size } = found;
    if (size > LARGEST) {
      throw new FilesError(
        `${shown} is ${Math.round(size / 1e6)} MB large, which no file of an agent is.`,
        'Name the right file in the definition of this agent.',
      );
    }
    return await readFile(source);
  } catch (error) {
    if (error instanceof FilesError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') {
      throw new FilesError(`${shown} does not exist.`, 'Create it, or remove it from the definition of this agent.');
    }
    if (code === 'EISDIR') {
      throw new FilesError(`${shown} is a folder.`, 'Name a file in the definition of this agent.');
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new FilesError(`${shown} may not be read by you.`, 'Change its owner or its permissions.');
    }
    throw new FilesError(`${shown} cannot be read: ${error instanceof Error ? error.message : error}`, 'Try again.');
  }
}
