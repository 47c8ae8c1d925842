import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { offeredAlgorithms } from './algorithms.ts';
import type { HostTrust } from './hostKey.ts';
import { readKeyFile } from './keyFiles.ts';
import { typeOfBlob } from './knownHosts.ts';
import type { Settings } from './settings.ts';

/** `ssh2` speaks SSH in this process; `openssh` is the system's `ssh` with a control socket. */
export type Transport = 'ssh2' | 'openssh';

/** What the choice depends on beside the configuration. */
export interface Evidence {
  /** Files of `IdentityFile` and `CertificateFile` that are there and that only OpenSSH can use, and what they are. */
  special: { file: string; is: 'certificate' | 'security key' }[];
  /** A certificate authority is trusted for the host's key. */
  authority: boolean;
  /** There is a Kerberos ticket to log in with. */
  ticket: boolean;
}

/** Options that ssh2 has nothing like, where they have another value than these. */
const ONLY_OPENSSH: [name: string, label: string, unset: string[]][] = [
  ['pkcs11provider', 'PKCS11Provider', ['none']],
  ['knownhostscommand', 'KnownHostsCommand', ['none']],
  ['revokedhostkeys', 'RevokedHostKeys', ['none']],
  ['verifyhostkeydns', 'VerifyHostKeyDNS', ['no', 'false']],
  ['hostbasedauthentication', 'HostbasedAuthentication', ['no', 'false']],
  ['proxyusefdpass', 'ProxyUseFdpass', ['no', 'false']],
];

/** What the configuration needs that ssh2 cannot do, as the end of a sentence; undefined where it can do everything. */
export function needForOpenSsh(settings: Settings, evidence: Evidence): string | undefined {
  const special = evidence.special[0];
  if (special) return `${special.file} is a ${special.is}`;
  if (evidence.authority) return 'its host key is certified by an authority';
  const gssapi = ['yes', 'true'].includes(settings.other.get('gssapiauthentication') ?? 'no');
  if (gssapi && evidence.ticket && settings.preferredAuthentications.includes('gssapi-with-mic')) {
    return 'GSSAPIAuthentication is on and there is a Kerberos ticket';
  }
  for (const [name, label, unset] of ONLY_OPENSSH) {
    const value = settings.other.get(name)?.toLowerCase();
    if (value !== undefined && !unset.includes(value)) return `${label} is set`;
  }
  const offered = offeredAlgorithms(settings, []);
  if (offered.kex.length === 0) return `only ssh has the key exchange that it allows (${settings.kex.join(', ')})`;
  if (offered.serverHostKey.length === 0) return 'only ssh has the host key types that it allows';
  if (offered.cipher.length === 0) return 'only ssh has the ciphers that it allows';
  const hasOwnIntegrity = offered.cipher.some((name) => /gcm|poly1305/.test(name));
  return offered.hmac.length === 0 && !hasOwnIntegrity ? 'only ssh has the MACs that it allows' : undefined;
}

/** Looks at the files that the choice depends on. */
export async function evidenceFor(settings: Settings, trust: HostTrust): Promise<Evidence> {
  const special: Evidence['special'] = [];
  for (const file of settings.certificateFiles) if (existsSync(file)) special.push({ file, is: 'certificate' });
  for (const file of settings.identityFiles) {
    if (existsSync(`${file}-cert.pub`)) special.push({ file: `${file}-cert.pub`, is: 'certificate' });
    const found = await readKeyFile(file);
    if (found.is === 'unusable' && found.type?.startsWith('sk-')) special.push({ file, is: 'security key' });
    if ((found.is === 'public' || found.is === 'encrypted') && found.public) {
      if (typeOfBlob(found.public).startsWith('sk-')) special.push({ file, is: 'security key' });
    }
  }
  return {
    special,
    authority: trust.known.some(({ marker }) => marker === 'cert-authority'),
    ticket: await hasTicket(),
  };
}

async function hasTicket(): Promise<boolean> {
  const cache = process.env.KRB5CCNAME;
  if (cache && !cache.startsWith('FILE:') && /^[A-Z]+:/.test(cache)) return true;
  const file = cache?.replace(/^FILE:/, '') ?? `/tmp/krb5cc_${userInfo().uid}`;
  return access(file).then(
    () => true,
    () => false,
  );
}
