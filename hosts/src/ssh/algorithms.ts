import type { KnownKey } from './knownHosts.ts';
import type { Settings } from './settings.ts';

/**
 * What ssh2 can do, in the order that we prefer: GCM first, which is fastest without native code. Algorithms of the
 * second list are used only where the configuration asks for them.
 * @see https://github.com/mscdex/ssh2/blob/master/lib/protocol/constants.js
 */
const SUPPORTED = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group-exchange-sha1',
    'diffie-hellman-group14-sha1',
    'diffie-hellman-group1-sha1',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
    'aes256-cbc',
    'aes192-cbc',
    'aes128-cbc',
    '3des-cbc',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
    'hmac-md5',
  ],
} as const;

/** By option of `ssh_config`: what is offered where nothing is configured. SHA-1 signatures, CBC and MD5 are not. */
export const DEFAULT_ALGORITHMS = {
  kexalgorithms: SUPPORTED.kex.filter((name) => !name.endsWith('sha1')),
  hostkeyalgorithms: SUPPORTED.serverHostKey.filter((name) => name !== 'ssh-rsa'),
  ciphers: SUPPORTED.cipher.filter((name) => !name.endsWith('cbc')),
  macs: SUPPORTED.hmac.filter((name) => name !== 'hmac-md5'),
};

export type Algorithms = { [K in keyof typeof SUPPORTED]: string[] };

/** The key type that a host key algorithm signs with. */
export function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/**
 * What ssh2 is to offer: no more than the configuration allows, and the key types that are known of the host first, so
 * that a host with several keys shows the one that can be checked.
 */
export function offeredAlgorithms(settings: Settings, known: KnownKey[]): Algorithms {
  const allowed = (supported: readonly string[], configured: string[]) =>
    supported.filter((name) => configured.includes(name));
  const pinned = new Set(known.filter(({ marker }) => marker === undefined).map(({ type }) => type));
  const hostKeys = allowed(SUPPORTED.serverHostKey, settings.hostKeyAlgorithms);
  return {
    kex: allowed(SUPPORTED.kex, settings.kex),
    serverHostKey: [
      ...hostKeys.filter((name) => pinned.has(keyTypeOf(name))),
      ...hostKeys.filter((name) => !pinned.has(keyTypeOf(name))),
    ],
    cipher: allowed(SUPPORTED.cipher, settings.ciphers),
    hmac: allowed(SUPPORTED.hmac, settings.macs),
  };
}
