import { createHash } from 'node:crypto';
import { HostError } from './host.ts';
import { type KnownKey, knownHostsName, lookUpHost, rememberHost, typeOfBlob } from './knownHosts.ts';
import type { SshPrompts } from './prompts.ts';
import { hostWithPort, type Settings } from './settings.ts';

/** What is known of a destination's host key before it shows one. */
export interface HostTrust {
  /** The host's name in known_hosts files. */
  name: string;
  known: KnownKey[];
  /** Of the host without its port: enough to accept a key, too little to refuse one, as in OpenSSH. */
  knownWithoutPort: KnownKey[];
}

/** @throws HostError `untrusted` where a known_hosts file cannot be read */
export async function trustOf(settings: Settings): Promise<HostTrust> {
  const files = [...settings.userKnownHosts, ...settings.globalKnownHosts];
  const name = settings.hostKeyAlias?.toLowerCase() ?? knownHostsName(settings.hostname, settings.port);
  const plain = settings.hostname.toLowerCase();
  return {
    name,
    known: await lookUpHost(files, name),
    knownWithoutPort: settings.hostKeyAlias || name === plain ? [] : await lookUpHost(files, plain),
  };
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** What a host key is to what is known of its host. */
export type Verdict =
  | { is: 'known' }
  | { is: 'revoked'; by: KnownKey }
  | { is: 'changed'; from: KnownKey }
  /** `others`: keys of other types that the host has. */
  | { is: 'new'; others: KnownKey[] };

/** Compares per key type: a host has one key of each type, and a second type says nothing of the first. */
export function judge(blob: Buffer, { known, knownWithoutPort }: HostTrust): Verdict {
  const revoked = [...known, ...knownWithoutPort].find((key) => key.marker === 'revoked' && key.blob.equals(blob));
  if (revoked) return { is: 'revoked', by: revoked };
  const plain = known.filter((key) => key.marker === undefined);
  if (plain.some((key) => key.blob.equals(blob))) return { is: 'known' };
  const type = typeOfBlob(blob);
  const from = plain.find((key) => key.type === type);
  if (from) return { is: 'changed', from };
  if (knownWithoutPort.some((key) => key.marker === undefined && key.blob.equals(blob))) return { is: 'known' };
  return { is: 'new', others: plain };
}

/** How a new key may be accepted. */
export interface TrustPolicy {
  prompts?: SshPrompts;
  acceptNewHostKey: boolean;
  /** Keys that were accepted without being remembered, for as long as the pool lives: `name blob`. */
  acceptedOnce: Set<string>;
}

/** A key as a person compares it. */
export interface ShownKey {
  /** `ssh-ed25519` … */
  type: string;
  fingerprint: string;
}

/**
 * Decides on the key that a host showed, before anything is offered to it.
 * @throws HostError `untrusted` or `cancelled` where the key is not accepted
 */
export async function acceptHostKey(
  blob: Buffer,
  settings: Settings,
  trust: HostTrust,
  policy: TrustPolicy,
): Promise<void> {
  if (settings.noHostAuthenticationForLocalhost && isLoopback(settings.hostname) && !settings.hostKeyAlias) return;
  const verdict = judge(blob, trust);
  if (verdict.is === 'known') return;
  const shown = { type: typeOfBlob(blob), fingerprint: fingerprintOf(blob) };
  if (verdict.is === 'revoked') throw revokedKey(shown, settings, verdict.by);
  if (verdict.is === 'changed') throw changedKey(shown, settings, verdict.from);
  if (policy.acceptedOnce.has(acceptedName(trust, blob))) return;
  const answer = await acceptNewKey(shown, settings, trust, verdict.others, policy);
  await keepAccepted(blob, answer, settings, trust, policy);
}

/**
 * Decides on a key that is new, by the configuration or by asking.
 * @param others known keys of the host that are of other types
 * @throws HostError `untrusted` or `cancelled` where the key is not accepted
 */
export async function acceptNewKey(
  shown: ShownKey,
  settings: Settings,
  trust: HostTrust,
  others: KnownKey[],
  policy: TrustPolicy,
): Promise<'once' | 'remember'> {
  const strict = settings.strictHostKeyChecking;
  // A host that hides its known key behind another type is not new, so only a person may accept it.
  if (strict !== 'yes' && others.length === 0 && (strict !== 'ask' || policy.acceptNewHostKey)) return 'remember';
  if (strict === 'yes' || !policy.prompts) throw newKey(shown, settings, trust, others);
  const answer = await policy.prompts.newHostKey({
    host: hostWithPort(settings),
    keyType: shown.type,
    fingerprint: shown.fingerprint,
    knownHosts: settings.userKnownHosts[0] ?? '',
  });
  if (answer === 'remember' || answer === 'once') return answer;
  throw new HostError(
    'untrusted',
    `The host key of ${hostWithPort(settings)} was not accepted. Nothing was sent to it.`,
  );
}

/** Remembers a key that was accepted: for as long as the pool lives, and in the known hosts where that was the answer. */
export async function keepAccepted(
  blob: Buffer,
  answer: 'once' | 'remember',
  settings: Settings,
  trust: HostTrust,
  policy: TrustPolicy,
): Promise<void> {
  policy.acceptedOnce.add(acceptedName(trust, blob));
  const file = settings.userKnownHosts[0];
  if (answer === 'once' || file === undefined) return;
  try {
    await rememberHost(file, { name: trust.name, type: typeOfBlob(blob), blob, hash: settings.hashKnownHosts });
  } catch (error) {
    // As OpenSSH: the consent holds for now, and it is asked again where it could not be written down.
    policy.prompts?.notice?.(
      `The host key of ${hostWithPort(settings)} could not be remembered in ${file}: ${(error as Error).message}`,
    );
  }
}

/** A key of a host in `acceptedOnce`. */
function acceptedName(trust: HostTrust, blob: Buffer): string {
  return `${trust.name} ${blob.toString('base64')}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** `file:line` */
function place(key: KnownKey): string {
  return `${key.file}:${key.line}`;
}

export function changedKey(shown: ShownKey, settings: Settings, from: KnownKey): HostError {
  const host = hostWithPort(settings);
  return new HostError(
    'untrusted',
    `The host key of ${host} has changed: it shows ${shown.type} ${shown.fingerprint}, but ${place(from)} has ` +
      `${fingerprintOf(from.blob)}. Someone may be intercepting the connection, or the host was installed anew. ` +
      `Ask who runs ${host} for its fingerprint; only when it is the one shown, remove that line and connect again.`,
  );
}

export function revokedKey(shown: ShownKey, settings: Settings, by: KnownKey): HostError {
  return new HostError(
    'untrusted',
    `The host key of ${hostWithPort(settings)}, ${shown.type} ${shown.fingerprint}, is revoked in ${place(by)} ` +
      `(${fingerprintOf(by.blob)}), so the host is not to be trusted. Give the host a new key before you connect again.`,
  );
}

function newKey(shown: ShownKey, settings: Settings, trust: HostTrust, others: KnownKey[]): HostError {
  const host = hostWithPort(settings);
  const key = `${shown.type} ${shown.fingerprint}`;
  const other = others[0];
  const known = other
    ? `The host key of ${host}, ${key}, is not known, though ${place(other)} has its ${other.type} key ${fingerprintOf(other.blob)}.`
    : trust.known.some(({ marker }) => marker === 'cert-authority')
      ? `The host key of ${host}, ${key}, is not known and carries no certificate of the authority that is trusted for it.`
      : `The host key of ${host}, ${key}, is not known.`;
  const remedy = other
    ? `Add the key to ${other.file} yourself when it is right`
    : settings.strictHostKeyChecking === 'yes'
      ? `StrictHostKeyChecking is on: add the key to ${settings.userKnownHosts[0] ?? 'a known_hosts file'} yourself`
      : "Compare the fingerprint with the host's own, and accept it once with --accept-new-host-key or by connecting from the editor";
  return new HostError('untrusted', `${known} ${remedy}.`);
}
