import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError } from './host.ts';

/** A line of a known_hosts file that is about a host. */
export interface KnownKey {
  marker?: 'revoked' | 'cert-authority';
  /** `ssh-ed25519` … */
  type: string;
  /** As it goes over the wire. */
  blob: Buffer;
  file: string;
  /** Counts from 1. */
  line: number;
}

/** The name that a host has in a known_hosts file. */
export function knownHostsName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/**
 * The lines of a known_hosts file that are about `name`, as `ssh-keygen -F` finds them. Lines that are not well formed
 * are passed over, as OpenSSH does.
 * @see https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT
 */
export function findKnownKeys(text: string, name: string, file: string): KnownKey[] {
  const found: KnownKey[] = [];
  text.split('\n').forEach((raw, index) => {
    const fields = raw
      .replace(/^[ \t]+/, '')
      .replace(/\r$/, '')
      .split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return;
    const [patterns, type, key] = fields;
    if (!patterns || !type || !key || patterns.startsWith('#')) return;
    const blob = Buffer.from(key, 'base64');
    if (typeOfBlob(blob) !== type || !matches(patterns, name)) return;
    found.push({
      ...(marker ? { marker: marker.slice(1) as KnownKey['marker'] & string } : {}),
      type,
      blob,
      file,
      line: index + 1,
    });
  });
  return found;
}

/** The key type that a key's own bytes name; empty where they are no key. */
export function typeOfBlob(blob: Buffer): string {
  if (blob.length < 8) return '';
  const length = blob.readUInt32BE(0);
  return length > 0 && length <= 64 && 4 + length < blob.length ? blob.toString('latin1', 4, 4 + length) : '';
}

function matches(patterns: string, name: string): boolean {
  if (patterns.startsWith('|')) return matchesHash(patterns, name);
  let matched = false;
  for (const pattern of patterns.split(',')) {
    if (!matchesPattern(name, pattern.replace(/^!/, '').toLowerCase())) continue;
    if (pattern.startsWith('!')) return false;
    matched = true;
  }
  return matched;
}

function matchesHash(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` and `?` only; everything else stands for itself. Linear in the length of the name for each `*`. */
export function matchesPattern(text: string, pattern: string): boolean {
  let t = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/**
 * Everything that files say of a host. A file that does not exist is empty.
 * @throws HostError `untrusted` where a file cannot be read: not knowing is not the same as not being known
 */
export async function lookUpHost(files: string[], name: string): Promise<KnownKey[]> {
  const found: KnownKey[] = [];
  for (const file of files) found.push(...findKnownKeys(await readKnownHosts(file), name, file));
  return found;
}

async function readKnownHosts(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new HostError(
      'untrusted',
      `The known hosts in ${file} cannot be read (${code ?? (error as Error).message}), so no host key can be checked. ` +
        'Make the file readable and connect again.',
      { cause: error },
    );
  }
}

/** Appends a host's key to a known_hosts file, which is made, with its folder, where it is not there. */
export async function rememberHost(
  file: string,
  entry: { name: string; type: string; blob: Buffer; hash: boolean },
): Promise<void> {
  if (file === '/dev/null') return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  let needsBreak = false;
  try {
    const { size } = await handle.stat();
    if (size > 0) {
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
      needsBreak = buffer[0] !== 0x0a;
    }
  } finally {
    await handle.close();
  }
  const host = entry.hash ? hashName(entry.name) : entry.name;
  await appendFile(file, `${needsBreak ? '\n' : ''}${host} ${entry.type} ${entry.blob.toString('base64')}\n`);
}

function hashName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
