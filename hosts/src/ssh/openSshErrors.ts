import { unreachable } from './dial.ts';
import { closedAtOnce, closedEarly } from './explain.ts';
import { HostError } from './host.ts';
import { changedKey, type HostTrust, revokedKey, type ShownKey } from './hostKey.ts';
import { labelOf, type Settings } from './settings.ts';

const CODES: [RegExp, string][] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/Temporary failure in name resolution/, 'EAI_AGAIN'],
  [/Could not resolve hostname/, 'ENOTFOUND'],
  [/No route to host|Network is unreachable/, 'EHOSTUNREACH'],
  [/Connection timed out|Operation timed out/, 'ETIMEDOUT'],
];

/** The key that the host showed, as `ssh -v` tells it. */
export function shownKey(log: string): ShownKey | undefined {
  const match = /Server host key: (\S+) (SHA256:\S+)/.exec(log);
  return match?.[1] && match[2] ? { type: match[1], fingerprint: match[2] } : undefined;
}

/** What the log of `ssh -v` means that ended before the login was done. */
export function explainOpenSsh(
  log: string,
  settings: Settings,
  trust: HostTrust,
  notes: Map<string, string>,
): HostError {
  const label = labelOf(settings);
  const said = log
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('debug1: ') && !line.startsWith('OpenSSH_'))
    .slice(-3)
    .join(' ');
  const shown = shownKey(log) ?? { type: '', fingerprint: '' };
  if (/IDENTIFICATION HAS CHANGED/.test(log)) {
    const [, file, line] = /Offending \S+ key in (.+):(\d+)/.exec(log) ?? [];
    const from = trust.known.find((key) => key.file === file && key.line === Number(line));
    if (from) return changedKey(shown, settings, from);
  }
  if (/REVOKED HOST KEY|marked as revoked/.test(log)) {
    const by = trust.known.find(({ marker }) => marker === 'revoked');
    if (by) return revokedKey(shown, settings, by);
  }
  if (/Host key verification failed|IDENTIFICATION HAS CHANGED|revoked|strict checking/.test(log)) {
    const key = shown.fingerprint ? `, ${shown.type} ${shown.fingerprint},` : '';
    return new HostError('untrusted', `The host key of ${label}${key} is not trusted: ${said}`);
  }
  if (/Permission denied|Too many authentication failures/.test(log)) {
    return new HostError(
      'refused-login',
      `${label} refused the login. Tried: ${triedIn(log, notes)}. Add your public key to the authorized keys of ` +
        `${settings.user} on the host, or name the right key with IdentityFile.`,
    );
  }
  const matching = /no matching (.+?) found/.exec(log)?.[1];
  if (matching) {
    return new HostError(
      'unreachable',
      `${label} and ssh have no ${matching} in common. Allow a common one in the SSH configuration, or update sshd on the host.`,
    );
  }
  const code = CODES.find(([pattern]) => pattern.test(said))?.[1];
  if (code) return unreachable(label, settings, Object.assign(new Error(said), { code }));
  if (/kex_exchange_identification|banner/.test(log)) {
    const error = new HostError(
      'unreachable',
      `What answers on ${settings.hostname} port ${settings.port} is not an SSH server, or closed the connection at once. ` +
        `Check the port of ${label}. ssh said: ${said}`,
    );
    if (/kex_exchange_identification: (read: )?Connection (closed|reset)/.test(log)) closedAtOnce.add(error);
    return error;
  }
  return closedEarly(label, said);
}

/** What became of each way to log in. `notes`: what is known of questions that were not answered. */
function triedIn(log: string, notes: Map<string, string>): string {
  const tried: string[] = [];
  let keys = 0;
  for (const [, file, rest] of log.matchAll(/debug1: Offering public key: (\S+) (.*)/g)) {
    if (/\bagent$/.test(rest ?? '')) keys++;
    else tried.push(`${file}: refused`);
  }
  if (keys > 0) tried.unshift(`agent: ${keys === 1 ? '1 key offered, refused' : `${keys} keys offered, all refused`}`);
  for (const [source, why] of notes) tried.push(`${source}: ${why}`);
  const offered = [...log.matchAll(/Authentications that can continue: (\S+)/g)].at(-1)?.[1]?.split(',') ?? [];
  for (const method of ['password', 'keyboard-interactive']) {
    if (!offered.includes(method)) tried.push(`${method}: not offered by the host`);
  }
  return tried.join('; ');
}
