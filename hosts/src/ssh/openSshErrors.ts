import { unreachable } from './dial.ts';
import { closedAtOnce, closedEarly, refusedLogin, silent } from './explain.ts';
import { HostError } from './host.ts';
import { changedKey, type HostTrust, revokedKey, type ShownKey } from './hostKey.ts';
import { identitiesOf, shortPath } from './identities.ts';
import { REFUSED, reportOf } from './loginReport.ts';
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

/** What a person would see of the log of `ssh -v`. */
export function plainLines(log: string): string[] {
  return log.split(/\r?\n/).filter((line) => line !== '' && !/^(debug1: |OpenSSH_|Authenticated to )/.test(line));
}

/** What the log of `ssh -v` means that ended before the login was done. */
export async function explainOpenSsh(
  log: string,
  settings: Settings,
  trust: HostTrust,
  notes: Map<string, string>,
): Promise<HostError> {
  const label = labelOf(settings);
  const said = plainLines(log).slice(-3).join(' ').replace(/\.$/, '');
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
    return new HostError('untrusted', `The host key of ${label}${key} is not trusted: ${said}.`);
  }
  if (/Permission denied|Too many authentication failures/.test(log)) {
    const tooMany = /Too many authentication failures/.test(log);
    return refusedLogin(settings, await triedIn(log, settings, notes), tooMany);
  }
  const matching = /no matching (.+?) found/.exec(log)?.[1];
  if (matching) {
    return new HostError(
      'unreachable',
      `${label} and ssh have no ${matching} in common. Allow a common one in the SSH configuration, or update sshd on the host.`,
    );
  }
  if (/timed out during banner exchange/.test(log)) return silent(label);
  const code = CODES.find(([pattern]) => pattern.test(said))?.[1];
  if (code) return unreachable(label, settings, Object.assign(new Error(said), { code }));
  if (/kex_exchange_identification|banner/.test(log)) {
    const error = new HostError(
      'unreachable',
      `What answers on ${settings.hostname} port ${settings.port} is not an SSH server, or closed the connection at once. ` +
        `Check the port of ${label}. ssh said: ${said}.`,
    );
    if (/kex_exchange_identification: (read: )?Connection (closed|reset)/.test(log)) closedAtOnce.add(error);
    return error;
  }
  return closedEarly(label, said);
}

/** What became of each way to log in, by the log and by what is known of questions that were not answered. */
async function triedIn(log: string, settings: Settings, notes: Map<string, string>): Promise<string> {
  const outcomes = new Map<string, string[]>();
  for (const [, file, rest] of log.matchAll(/debug1: Offering public key: (.+?) (\S+ SHA256:.*)/g)) {
    const source = /\bagent$/.test(rest ?? '') ? 'agent' : shortPath(file ?? '');
    outcomes.set(source, [...(outcomes.get(source) ?? []), REFUSED]);
  }
  for (const [source, why] of notes) outcomes.set(source, [why]);
  const { unusable } = await identitiesOf(settings, { keyring: new Map() });
  for (const source of unusable.keys()) outcomes.delete(source);
  const offered = [...log.matchAll(/Authentications that can continue: (\S+)/g)].at(-1)?.[1]?.split(',') ?? [];
  return reportOf({ outcomes, unusable, untried: 0, disabled: settings.disabledAuthentications, offered });
}
