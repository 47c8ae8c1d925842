import { createHash } from 'node:crypto';
import * as os from 'node:os';
import { userInfo } from 'node:os';

/** What the `%` tokens of an SSH configuration stand for. */
export interface Tokens {
  /** As it was asked for. */
  alias: string;
  hostname: string;
  port: number;
  user: string;
  jump: string;
  hostKeyAlias?: string;
}

/** The user's home folder as OpenSSH sees it, which does not ask `$HOME`. */
export function homeFolder(): string {
  return process.platform === 'win32' ? os.homedir() : userInfo().homedir;
}

/** `~` and `~/…` as OpenSSH expands them; `~other` is left as it is. */
export function expandTilde(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? homeFolder() + path.slice(1) : path;
}

/** @see https://man.openbsd.org/ssh_config#TOKENS */
export function expandTokens(text: string, tokens: Tokens): string {
  const localHost = os.hostname();
  const values: Record<string, () => string> = {
    '%': () => '%',
    C: () =>
      createHash('sha1')
        .update(localHost + tokens.hostname + tokens.port + tokens.user + tokens.jump)
        .digest('hex'),
    d: homeFolder,
    h: () => tokens.hostname,
    i: () => String(userInfo().uid),
    j: () => tokens.jump,
    k: () => tokens.hostKeyAlias ?? tokens.alias,
    L: () => localHost.replace(/\..*/, ''),
    l: () => localHost,
    n: () => tokens.alias,
    p: () => String(tokens.port),
    r: () => tokens.user,
    u: () => userInfo().username,
  };
  return text.replace(/%(.)/g, (all, token: string) => values[token]?.() ?? all);
}

/** `${NAME}` of the environment; an unset one is left as it is, so that the file is not found rather than another one. */
export function expandEnvironment(text: string): string {
  return text.replace(/\$\{([^}]+)\}/g, (all, name: string) => process.env[name] ?? all);
}

/** A path of the configuration: tokens, environment, `~`. */
export function expandPath(path: string, tokens: Tokens): string {
  return expandTilde(expandEnvironment(expandTokens(path, tokens)));
}
