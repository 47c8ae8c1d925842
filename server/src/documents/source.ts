import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Decoded, decode } from './decode.ts';

/** Bytes. What is larger is no file that a person writes, and would stop the editor. */
export const largestFile = 16 * 1024 * 1024;

/** A file on disk as it was when it was read. */
export type Source =
  | ({ state: 'text'; sha256: string; stamp: string } & Decoded)
  | { state: 'missing' }
  /** `message` names the file, says why, and what to do. */
  | { state: 'unreadable'; message: string };

/** Reads a file as bytes, unless it is still as it was when `known` was read. Never throws. */
export async function readSource(path: string, known?: Source, largest = largestFile): Promise<Source> {
  try {
    // A named pipe without a writer must not hold up the reading.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat({ bigint: true });
      if (!found.isFile()) return { state: 'unreadable', message: `${path} is no regular file: it is not checked.` };
      if (found.size > largest) return { state: 'unreadable', message: tooLarge(path, Number(found.size), largest) };
      const stamp = `${found.mtimeNs} ${found.ctimeNs} ${found.size} ${found.ino}`;
      if (known?.state === 'text' && known.stamp === stamp) return known;
      const bytes = await readAll(file, Number(found.size), largest);
      if (!bytes) return { state: 'unreadable', message: `${path} grows while it is read: it is not checked.` };
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { state: 'text', ...decode(bytes), sha256, stamp };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing' };
    return { state: 'unreadable', message: `${path} could not be read: ${reasonOf(error)}.` };
  }
}

/** Reads to the end in as few calls as there can be: a workspace has thousands. `undefined` where a file turns out larger than it may be. */
async function readAll(file: FileHandle, size: number, largest: number): Promise<Buffer | undefined> {
  let bytes = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    // Beyond the size that was asked for there was nothing, or the file has ended before it.
    if (length === size || bytesRead === 0) return bytes.subarray(0, length);
    if (length > largest) return undefined;
    // It has grown since it was looked at.
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
  }
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EACCES: 'permission denied; let your account read it',
    EPERM: 'permission denied; let your account read it',
    EISDIR: 'it is a folder',
    ELOOP: 'its symbolic links lead in a circle',
    ENOENT: 'it does not exist',
    EMFILE: 'too many files are open',
    EIO: 'the disk reports an error',
  };
  return reasons[code ?? ''] ?? message;
}

function tooLarge(path: string, size: number, largest: number): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  return `${path} is not checked: it has ${megabytes(size)}, and files of more than ${megabytes(largest)} are passed over.`;
}
