import { isIPv6 } from 'node:net';

/** Whether a text can be a host name, an address, or an alias of an SSH configuration, without user and port. */
export function isHostName(text: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.+-]*$/u.test(text) || isIPv6(text);
}

/** Whether a password stands before the host, as in `user:password@host`, with or without a scheme. */
export function hasPassword(host: string): boolean {
  // A password may hold anything, an at sign and a slash too.
  return /:.+@/s.test(host.replace(/^\s*[a-z][a-z\d+.-]*:\/\//i, ''));
}

/**
 * Whether a text can be the name of a systemd unit or the label of a launchd service.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
 */
export function isUnitName(text: string): boolean {
  return /^(?!-)[A-Za-z0-9:_.\\@-]{1,255}$/.test(text);
}
