import { readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import SSHConfig, { type Line } from 'ssh-config';
import { DEFAULT_ALGORITHMS } from './algorithms.ts';
import { expandEnvironment, expandTilde, homeFolder } from './expand.ts';
import { HostError } from './host.ts';
import { matchesPattern } from './knownHosts.ts';

/** What is asked of a configuration. `user` and `port` win over what it says. */
export interface Query {
  host: string;
  user?: string | undefined;
  port?: number | undefined;
}

/** Options that are collected instead of taken once. */
const COLLECTED = new Set(['identityfile', 'certificatefile']);
const TIMES = new Set(['connecttimeout', 'serveraliveinterval']);
const MAX_DEPTH = 16;

const SYSTEM_FOLDER =
  process.platform === 'win32' ? join(process.env.ProgramData ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh';

const DEFAULTS: [string, string[]][] = [
  ['port', ['22']],
  ['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
  ['globalknownhostsfile', [`${SYSTEM_FOLDER}/ssh_known_hosts ${SYSTEM_FOLDER}/ssh_known_hosts2`]],
  ['identityfile', ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk'].map((type) => `~/.ssh/id_${type}`)],
];

/**
 * Reads an SSH configuration where no `ssh` is installed to do it. `Match exec` never matches, because nothing is run to
 * read a file, and names are not made canonical.
 * @returns options by lower-case name, as `ssh -G` prints them
 * @throws HostError `configuration`
 * @see https://man.openbsd.org/ssh_config
 */
export async function readConfiguration(query: Query, configFile?: string): Promise<Map<string, string[]>> {
  const options = new Map<string, string[]>();
  if (query.user !== undefined) options.set('user', [query.user]);
  if (query.port !== undefined) options.set('port', [String(query.port)]);
  const state: State = { query, options, wantsFinal: false, final: false };
  const read = async () => {
    if (configFile !== undefined) {
      if (configFile !== 'none') await readInto(state, configFile, userFolder(), true, true, 0);
      return;
    }
    await readInto(state, join(userFolder(), 'config'), userFolder(), true, false, 0);
    await readInto(state, join(SYSTEM_FOLDER, 'ssh_config'), SYSTEM_FOLDER, true, false, 0);
  };
  await read();
  const canonical = ['yes', 'always'].includes(options.get('canonicalizehostname')?.[0] ?? 'no');
  if (state.wantsFinal || canonical) {
    state.final = true;
    await read();
  }
  for (const [name, values] of DEFAULTS) if (!options.has(name)) options.set(name, values);
  if (!options.has('user')) options.set('user', [userInfo().username]);
  options.set('hostname', [hostNameOf(state).toLowerCase()]);
  for (const [name, defaults] of Object.entries(DEFAULT_ALGORITHMS)) {
    options.set(name, [algorithms(options.get(name)?.[0], defaults)]);
  }
  return options;
}

interface State {
  query: Query;
  options: Map<string, string[]>;
  wantsFinal: boolean;
  final: boolean;
}

function userFolder(): string {
  return join(homeFolder(), '.ssh');
}

async function readInto(
  state: State,
  file: string,
  folder: string,
  active: boolean,
  required: boolean,
  depth: number,
): Promise<void> {
  if (depth > MAX_DEPTH)
    throw new HostError('configuration', `${file}: files are included too deeply. Correct its Include.`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return;
    throw new HostError('configuration', `The SSH configuration ${file} cannot be read (${code}).`, { cause: error });
  }
  const apply = async (lines: Line[], applies: boolean): Promise<void> => {
    for (const line of lines) {
      if (line.type !== SSHConfig.DIRECTIVE) continue;
      const name = line.param.toLowerCase();
      const words = wordsOf(line.value);
      if ('config' in line) {
        const matches = name === 'host' ? matchesHost(words, state.query.host) : matchesCriteria(words, state);
        await apply([...line.config], active && matches);
      } else if (name === 'include') {
        for (const pattern of words) {
          for (const path of await included(pattern, folder))
            await readInto(state, path, folder, applies, false, depth + 1);
        }
      } else if (applies) {
        set(state.options, name, name === 'proxycommand' ? [commandOf(line.value)] : words);
      }
    }
  };
  await apply([...SSHConfig.parse(text)], active);
}

function wordsOf(value: string | { val: string }[]): string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

/** A command goes to a shell with the quotes that it was written with. */
function commandOf(value: string | { val: string; quoted?: boolean }[]): string {
  if (typeof value === 'string') return value;
  return value.map(({ val, quoted }) => (quoted ? `"${val}"` : val)).join(' ');
}

function set(options: Map<string, string[]>, name: string, words: string[]): void {
  const text = words.join(' ');
  const known = options.get(name);
  if (COLLECTED.has(name)) {
    if (!known?.includes(text)) options.set(name, [...(known ?? []), text]);
    return;
  }
  // Whichever of the two comes first says how the host is reached.
  const rival = name === 'proxyjump' ? 'proxycommand' : name === 'proxycommand' ? 'proxyjump' : undefined;
  if (known || (rival && options.has(rival))) return;
  options.set(name, [TIMES.has(name) ? seconds(text) : text]);
}

/** @see https://man.openbsd.org/sshd_config#TIME_FORMATS */
function seconds(text: string): string {
  const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  return parts.length === 0
    ? text
    : String(parts.reduce((sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 1), 0));
}

function matchesHost(patterns: string[], host: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (!matchesPattern(host, pattern.replace(/^!/, ''))) continue;
    if (pattern.startsWith('!')) return false;
    matched = true;
  }
  return matched;
}

/** A comma-separated list, as `Match` has it. */
function matchesList(list: string, text: string): boolean {
  return matchesHost(list.split(','), text);
}

function hostNameOf({ options, query }: State): string {
  const configured = options.get('hostname')?.[0];
  return configured?.replace(/%([h%])/g, (_all, token: string) => (token === 'h' ? query.host : '%')) ?? query.host;
}

function matchesCriteria(words: string[], state: State): boolean {
  let matches = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const negated = word.startsWith('!');
    const [name, inline] = word.replace(/^!/, '').toLowerCase().split('=', 2);
    const argument = () => inline ?? words[++at] ?? '';
    const criterion = (() => {
      switch (name) {
        case 'all':
          return true;
        case 'final':
          state.wantsFinal = true;
          return state.final;
        case 'canonical':
          return state.final;
        case 'host':
          return matchesList(argument().toLowerCase(), hostNameOf(state).toLowerCase());
        case 'originalhost':
          return matchesList(argument(), state.query.host);
        case 'user':
          return matchesList(argument(), state.options.get('user')?.[0] ?? userInfo().username);
        case 'localuser':
          return matchesList(argument(), userInfo().username);
        default:
          // `exec` and whatever newer versions know: not known to match.
          argument();
          matches = false;
          return negated;
      }
    })();
    if (criterion === negated) matches = false;
  }
  return matches;
}

async function included(pattern: string, folder: string): Promise<string[]> {
  const expanded = expandTilde(expandEnvironment(pattern));
  const path = isAbsolute(expanded) ? expanded : join(folder, expanded);
  return glob(path);
}

/** Files by `*`, `?` and `[…]` in any part of a path, sorted as a shell does. */
async function glob(path: string): Promise<string[]> {
  if (!/[*?[]/.test(path)) return [path];
  const name = basename(path);
  const parents = dirname(path) === path ? [path] : await glob(dirname(path));
  if (!/[*?[]/.test(name)) return parents.map((parent) => join(parent, name));
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
      .replaceAll('[!', '[^')}$`,
  );
  const found: string[] = [];
  for (const parent of parents) {
    const names = await readdir(parent).catch(() => []);
    found.push(
      ...names
        .filter((entry) => pattern.test(entry) && (!entry.startsWith('.') || name.startsWith('.')))
        .sort()
        .map((entry) => join(parent, entry)),
    );
  }
  return found;
}

/** A list of algorithms that may change the default: `+added`, `-removed`, `^first`. */
function algorithms(configured: string | undefined, defaults: readonly string[]): string {
  if (configured === undefined) return defaults.join();
  const names = configured.replace(/^[+^-]/, '').split(',');
  const others = defaults.filter((name) => !matchesList(names.join(), name));
  if (configured.startsWith('+')) return [...defaults, ...names.filter((name) => !defaults.includes(name))].join();
  if (configured.startsWith('-')) return others.join();
  return configured.startsWith('^') ? [...names, ...others].join() : configured;
}
