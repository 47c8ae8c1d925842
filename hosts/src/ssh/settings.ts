import { expandPath, type Tokens } from './expand.ts';

/** One hop of `ProxyJump`. */
export interface Jump {
  host: string;
  user?: string;
  port?: number;
}

/** What the SSH configuration says of one destination. */
export interface Settings {
  /** As it was asked for: an address or an alias. */
  alias: string;
  hostname: string;
  port: number;
  user: string;
  hostKeyAlias?: string;
  userKnownHosts: string[];
  globalKnownHosts: string[];
  strictHostKeyChecking: 'yes' | 'ask' | 'accept-new' | 'no';
  hashKnownHosts: boolean;
  revokedHostKeys?: string;
  noHostAuthenticationForLocalhost: boolean;
  identityFiles: string[];
  certificateFiles: string[];
  identitiesOnly: boolean;
  /** Path of a socket or pipe; `none` where the agent is switched off; absent: the usual one. */
  identityAgent?: string;
  jumps: Jump[];
  /** With its tokens expanded. */
  proxyCommand?: string;
  /** Milliseconds; absent: the system's own. */
  connectTimeout?: number;
  /** Seconds; 0: not set. */
  serverAliveInterval: number;
  serverAliveCountMax: number;
  preferredAuthentications: string[];
  /** Methods that the configuration switches off. */
  disabledAuthentications: string[];
  passwordPrompts: number;
  addressFamily: 'any' | 'inet' | 'inet6';
  bindAddress?: string;
  kex: string[];
  hostKeyAlgorithms: string[];
  ciphers: string[];
  macs: string[];
  /** Every other option by its lower-case name, as `ssh -G` prints it. */
  other: Map<string, string>;
}

const DEFAULT_PREFERRED = 'gssapi-with-mic,hostbased,publickey,keyboard-interactive,password';

/** `yes` and `no` in all the ways that versions of OpenSSH print them. */
function isOn(value: string | undefined): boolean {
  return value === 'yes' || value === 'true';
}

function strictness(value: string | undefined): Settings['strictHostKeyChecking'] {
  if (isOn(value)) return 'yes';
  if (value === 'accept-new' || value === 'ask') return value;
  return value === 'no' || value === 'false' || value === 'off' ? 'no' : 'ask';
}

/**
 * Paths that `ssh -G` prints on one line without quotes. A word that does not begin as a path does belongs to the one
 * before it: `C:\Users\Ada Lovelace/.ssh/known_hosts` is one path.
 */
function paths(value: string | undefined): string[] {
  const result: string[] = [];
  for (const word of value?.split(' ') ?? []) {
    if (result.length === 0 || /^([/~%$\\]|[A-Za-z]:|__PROGRAMDATA__)/.test(word)) result.push(word);
    else result.push(`${result.pop()} ${word}`);
  }
  return result
    .filter((path) => path !== '' && path.toLowerCase() !== 'none')
    .map((path) => path.replace('__PROGRAMDATA__', process.env.ProgramData ?? 'C:\\ProgramData'));
}

/** `[user@]host[:port]` or `ssh://[user@]host[:port]`. */
export function parseJump(text: string): Jump {
  const spec = text
    .trim()
    .replace(/^ssh:\/\//i, '')
    .replace(/\/$/, '');
  const at = spec.lastIndexOf('@');
  const rest = spec.slice(at + 1);
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(rest);
  const host = match ? (match[1] ?? match[2] ?? rest) : rest;
  return {
    host,
    ...(at > 0 ? { user: spec.slice(0, at) } : {}),
    ...(match?.[3] ? { port: Number(match[3]) } : {}),
  };
}

/** The options of a destination by lower-case name, each with all its values in order. */
export function parseOptions(output: string): Map<string, string[]> {
  const options = new Map<string, string[]>();
  for (const line of output.split(/\r?\n/)) {
    const match = /^(\S+) (.*)$/.exec(line);
    if (!match?.[1]) continue;
    const name = match[1].toLowerCase();
    options.set(name, [...(options.get(name) ?? []), match[2] ?? '']);
  }
  return options;
}

/** What options, as `ssh -G` prints them, say of the destination that was asked for as `alias`. */
export function readSettings(alias: string, options: Map<string, string[]>): Settings {
  const one = (name: string) => options.get(name)?.[0];
  const some = (name: string) => (one(name)?.toLowerCase() === 'none' ? undefined : one(name));
  const list = (name: string) => one(name)?.split(',').filter(Boolean) ?? [];
  const tokens: Tokens = {
    alias,
    hostname: (one('hostname') ?? alias).toLowerCase(),
    port: Number(one('port') ?? 22),
    user: one('user') ?? '',
    jump: some('proxyjump') ?? '',
  };
  const hostKeyAlias = some('hostkeyalias');
  if (hostKeyAlias) tokens.hostKeyAlias = hostKeyAlias;
  const path = (text: string) => expandPath(text, tokens);
  const agent = one('identityagent');
  const timeout = Number(some('connecttimeout'));
  const proxyCommand = some('proxycommand');
  const revoked = some('revokedhostkeys');
  const bind = some('bindaddress');
  const family = one('addressfamily');
  return {
    alias,
    hostname: tokens.hostname,
    port: tokens.port,
    user: tokens.user,
    ...(hostKeyAlias ? { hostKeyAlias } : {}),
    userKnownHosts: paths(one('userknownhostsfile')).map(path),
    globalKnownHosts: paths(one('globalknownhostsfile')).map(path),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    hashKnownHosts: isOn(one('hashknownhosts')),
    ...(revoked ? { revokedHostKeys: path(revoked) } : {}),
    noHostAuthenticationForLocalhost: isOn(one('nohostauthenticationforlocalhost')),
    identityFiles: (options.get('identityfile') ?? []).filter((file) => file.toLowerCase() !== 'none').map(path),
    certificateFiles: (options.get('certificatefile') ?? []).filter((file) => file.toLowerCase() !== 'none').map(path),
    identitiesOnly: isOn(one('identitiesonly')),
    ...(agent ? { identityAgent: agentPath(agent, path) } : {}),
    jumps: some('proxyjump')?.split(',').map(parseJump) ?? [],
    ...(proxyCommand ? { proxyCommand } : {}),
    ...(timeout > 0 ? { connectTimeout: timeout * 1000 } : {}),
    serverAliveInterval: Number(one('serveraliveinterval') ?? 0),
    serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
    preferredAuthentications: (some('preferredauthentications') ?? DEFAULT_PREFERRED).split(','),
    disabledAuthentications: Object.entries({
      pubkeyauthentication: 'publickey',
      passwordauthentication: 'password',
      kbdinteractiveauthentication: 'keyboard-interactive',
    })
      .filter(([option]) => ['no', 'false'].includes(one(option) ?? 'yes'))
      .map(([, method]) => method),
    passwordPrompts: Number(one('numberofpasswordprompts') ?? 3),
    addressFamily: family === 'inet' || family === 'inet6' ? family : 'any',
    ...(bind ? { bindAddress: bind } : {}),
    kex: list('kexalgorithms'),
    hostKeyAlgorithms: list('hostkeyalgorithms'),
    ciphers: list('ciphers'),
    macs: list('macs'),
    other: new Map([...options].map(([name, values]) => [name, values.join('\n')])),
  };
}

function agentPath(value: string, path: (text: string) => string): string | undefined {
  if (value.toLowerCase() === 'none') return 'none';
  if (value === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK;
  if (/^\$\w+$/.test(value)) return process.env[value.slice(1)];
  return path(value);
}

/** The tokens of a destination, for what is expanded only when it is used. */
export function tokensOf(settings: Settings): Tokens {
  return {
    alias: settings.alias,
    hostname: settings.hostname,
    port: settings.port,
    user: settings.user,
    jump: settings.other.get('proxyjump') ?? '',
    ...(settings.hostKeyAlias ? { hostKeyAlias: settings.hostKeyAlias } : {}),
  };
}

/** `root@203.0.113.10`, with `:port` where it is not 22. */
export function labelOf({ user, alias, port }: Pick<Settings, 'user' | 'alias' | 'port'>): string {
  const host = alias.includes(':') && port !== 22 ? `[${alias}]` : alias;
  return `${user}@${host}${port === 22 ? '' : `:${port}`}`;
}

/** As a person names a host, with the port where it is not 22. */
export function hostWithPort(settings: Settings): string {
  return labelOf(settings).slice(settings.user.length + 1);
}
