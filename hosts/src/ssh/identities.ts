import { userInfo } from 'node:os';
import ssh2, { type ParsedKey } from 'ssh2';
import { type AgentKeys, agentPathOf, askAgent } from './agent.ts';
import { HostError } from './host.ts';
import { decrypt, readKeyFile } from './keyFiles.ts';
import type { SshPrompts } from './prompts.ts';
import { labelOf, type Settings } from './settings.ts';

/** A key that can be offered to a host. */
export interface Identity {
  /** `agent`, or the file's path as a person writes it. */
  source: string;
  key: ParsedKey;
  /** @throws HostError `cancelled`; Error whose message says why it cannot sign */
  sign(data: Buffer, hash?: string): Promise<Buffer>;
}

/** The keys of a destination in the order of OpenSSH, and why others are not among them. */
export interface Identities {
  offered: Identity[];
  /** By source: what keeps it from being used, for the report of a refused login. */
  unusable: Map<string, string>;
}

/** An encrypted key file whose passphrase was given. */
export interface OpenedKey {
  passphrase: string;
  /** Or why the file cannot be read here, whatever the passphrase. */
  key: ParsedKey | { why: string };
}

/** Opened keys by file, for as long as the pool lives, so that a passphrase is asked once. */
export type Keyring = Map<string, Promise<OpenedKey>>;

export interface Asking {
  prompts?: SshPrompts;
  keyring: Keyring;
}

/** @see https://man.openbsd.org/ssh_config#IdentitiesOnly */
export async function identitiesOf(settings: Settings, asking: Asking): Promise<Identities> {
  const unusable = new Map<string, string>();
  const agent = await agentOf(settings, unusable);
  const inAgent = (blob: Buffer) => agent?.keys.find((key) => key.getPublicSSH().equals(blob));
  const fromAgent: ParsedKey[] = [];
  const fromFiles: Identity[] = [];
  let present = 0;
  for (const file of settings.identityFiles) {
    const source = shortPath(file);
    const found = await readKeyFile(file);
    if (found.is === 'absent') continue;
    present++;
    if (found.is === 'unusable') {
      unusable.set(source, found.why);
      continue;
    }
    const half = found.is === 'key' ? found.key.getPublicSSH() : found.public;
    const held = half && inAgent(half);
    if (held) {
      fromAgent.push(held);
    } else if (found.is === 'public') {
      unusable.set(source, 'only its public half is here, and the agent does not have it');
    } else if (found.is === 'key') {
      fromFiles.push({ source, key: found.key, sign: async (data, hash) => signed(found.key, data, hash) });
    } else {
      await addEncrypted(file, found, settings, asking, fromFiles, unusable);
    }
  }
  if (present === 0)
    unusable.set('key files', `none of ${settings.identityFiles.map(shortPath).join(', ') || 'them'} exists`);
  const others = settings.identitiesOnly ? [] : (agent?.keys.filter((key) => !fromAgent.includes(key)) ?? []);
  const offered = [...fromAgent, ...others].map(
    (key): Identity => ({ source: 'agent', key, sign: (data, hash) => agent!.sign(key, data, hash) }),
  );
  if (agent && offered.length === 0) {
    unusable.set(
      'agent',
      agent.keys.length === 0 ? 'it has no key that can be used' : 'none of its keys is one of IdentityFile',
    );
  }
  return { offered: [...offered, ...fromFiles], unusable };
}

async function agentOf(settings: Settings, unusable: Map<string, string>): Promise<AgentKeys | undefined> {
  const path = agentPathOf(settings);
  if (path === undefined) {
    unusable.set('agent', settings.identityAgent === 'none' ? 'switched off by IdentityAgent' : 'none is running');
    return undefined;
  }
  try {
    return await askAgent(path);
  } catch {
    unusable.set('agent', `${path} does not answer`);
    return undefined;
  }
}

async function addEncrypted(
  file: string,
  found: { text: string; public?: Buffer },
  settings: Settings,
  asking: Asking,
  fromFiles: Identity[],
  unusable: Map<string, string>,
): Promise<void> {
  const source = shortPath(file);
  const open = async () => {
    const { key } = await openKey(file, found.text, settings, asking);
    if ('why' in key) throw new Error(key.why);
    return key;
  };
  const half = found.public && (ssh2.utils.parseKey(found.public) as ParsedKey | Error);
  if (half && !(half instanceof Error)) {
    // The host is asked first whether it takes the key: nobody types a passphrase for nothing.
    fromFiles.push({ source, key: half, sign: async (data, hash) => signed(await open(), data, hash) });
    return;
  }
  try {
    const key = await open();
    fromFiles.push({ source, key, sign: async (data, hash) => signed(key, data, hash) });
  } catch (error) {
    if (error instanceof HostError) throw error;
    unusable.set(source, (error as Error).message);
  }
}

function signed(key: ParsedKey, data: Buffer, hash?: string): Buffer {
  const signature = key.sign(data, hash) as Buffer | Error;
  if (signature instanceof Error) throw signature;
  return signature;
}

/**
 * Asks for the passphrase of a key file, unless it was given before, until it is the right one.
 * @throws HostError `cancelled`; Error whose message says why there is none
 */
export function openKey(file: string, text: string, settings: Settings, asking: Asking): Promise<OpenedKey> {
  const known = asking.keyring.get(file);
  if (known !== undefined) return known;
  const opening = askPassphrase(file, text, settings, asking.prompts);
  asking.keyring.set(file, opening);
  opening.catch(() => asking.keyring.delete(file));
  return opening;
}

async function askPassphrase(file: string, text: string, settings: Settings, prompts?: SshPrompts): Promise<OpenedKey> {
  if (!prompts) throw new Error('encrypted, and its passphrase was not given');
  const host = labelOf(settings);
  for (let attempt = 0; attempt < Math.max(1, settings.passwordPrompts); attempt++) {
    const passphrase = await prompts.passphrase({ host, keyFile: file, retry: attempt > 0 });
    if (passphrase === undefined) throw new HostError('cancelled', `The login to ${host} was cancelled.`);
    if (passphrase === '') throw new Error('passphrase not given');
    const key = decrypt(text, passphrase);
    if (key !== 'wrong') return { passphrase, key };
  }
  throw new Error('wrong passphrase');
}

/** A path below the home folder with `~`. */
export function shortPath(path: string): string {
  const home = userInfo().homedir;
  return path.startsWith(`${home}/`) || path.startsWith(`${home}\\`) ? `~${path.slice(home.length)}` : path;
}
