import { NO_WAY_TO_ROOT } from './command.ts';
import { HostError } from './host.ts';
import { labelOf, type Settings } from './settings.ts';

/** Errors of hosts that closed the connection before they said anything, as sshd does with those beyond MaxStartups. */
export const closedAtOnce = new WeakSet<HostError>();

/** What the next command does about a lost connection; not said where something goes on by itself. */
export const madeAnew = ' It is made anew at the next command.';

/** A connection that was there and is gone. */
export function lost(label: string, cause?: unknown): HostError {
  return new HostError('lost', `The connection to ${label} was lost.${madeAnew}`, { cause });
}

export function cancelled(label: string, cause?: unknown): HostError {
  return new HostError('cancelled', `Connecting to ${label} was cancelled.`, { cause });
}

/** A command that ended before its script began: `noise` is what was printed instead. */
export function notStarted(label: string, user: string, root: boolean, noise: string): HostError {
  const said = noise.split('\n').slice(-3).join(' ').trim();
  const remedy = `Log in as root, or allow ${user} to become root without a password (in sudoers: "${user} ALL=(ALL) NOPASSWD: ALL").`;
  if (root && noise.includes(NO_WAY_TO_ROOT)) {
    return new HostError(
      'not-root',
      `${label} is not root, and the host has neither sudo, doas nor run0. Log in as root.`,
    );
  }
  if (
    root &&
    /password is required|terminal is required|must have a tty|authentication required|authorization required/i.test(
      noise,
    )
  ) {
    const tool = /doas/.test(noise) ? 'doas' : /run0|polkit|interactive authentication/i.test(noise) ? 'run0' : 'sudo';
    return new HostError('not-root', `${tool} on ${label} wants a password. ${remedy}`);
  }
  if (root && /sudo|doas|run0/.test(noise)) {
    return new HostError('not-root', `${label} may not become root: ${said}. ${remedy}`);
  }
  return new HostError(
    'refused-login',
    `${label} logs in but runs no command${said ? `: it said "${said}"` : ''}. Give ${user} a login shell that runs commands.`,
  );
}

/** A command that did not end in time. @param began whether the login shell came to run it at all */
export function timedOut(label: string, milliseconds: number, began: boolean): HostError {
  const limit = `${milliseconds / 1000} s`;
  return new HostError(
    'timeout',
    began
      ? `A command on ${label} did not end within ${limit} and was given up.`
      : `The login shell of ${label} did not come to run a command within ${limit}. Look at what its rc files do when they are run without a terminal.`,
  );
}

/** A host that stopped answering before the login was done. */
export function silent(label: string): HostError {
  return new HostError(
    'timeout',
    `${label} stopped answering while the connection was made. Connect again, or check its load.`,
  );
}

/** A connection that ended before the login was done. */
export function closedEarly(label: string, said: string): HostError {
  return new HostError(
    'unreachable',
    `${label} closed the connection before the login.${said ? ` It said: ${said}.` : ''}`,
  );
}

/** @param tried what became of each way to log in */
export function refusedLogin(settings: Settings, tried: string, tooMany: boolean, cause?: unknown): HostError {
  const label = labelOf(settings);
  return new HostError(
    'refused-login',
    tooMany
      ? `${label} ended the login after too many attempts. Tried: ${tried}. Name the one right key with IdentityFile and IdentitiesOnly.`
      : `${label} refused the login. Tried: ${tried}. Add your public key to the authorized keys of ${settings.user} on the host, ` +
          'or name the right key with IdentityFile.',
    { cause },
  );
}

/** What an error of ssh2 means. `tried`: what became of each way to log in; `said`: what a proxy command printed last. */
export function explain(error: Error & { level?: string }, settings: Settings, tried: string, said: string): HostError {
  const label = labelOf(settings);
  const options = { cause: error };
  const { message } = error;
  const tooMany = /too many authentication failures/i.test(message);
  if (tooMany || error.level === 'client-authentication') return refusedLogin(settings, tried, tooMany, error);
  if (error.level === 'client-timeout') return lost(label, error);
  const matching = /no matching (.+)/i.exec(message)?.[1];
  if (matching) {
    return new HostError(
      'unreachable',
      `${label} and this program have no ${matching} in common. Allow a common one in the SSH configuration, or update sshd on the host.`,
      options,
    );
  }
  if (error.level !== 'client-socket' && /before handshake|identification|greeting|packet/i.test(message)) {
    const printed = said ? ` It said: ${said}.` : '';
    return new HostError(
      'unreachable',
      `What answers on ${settings.hostname} port ${settings.port} is not an SSH server, or closed the connection at once.${printed} ` +
        `Check the port of ${label}.`,
      options,
    );
  }
  return new HostError('unreachable', `${label} cannot be reached: ${message}.${said ? ` ${said}` : ''}`, options);
}
