import { type Host, HostError } from '../ssh/host.ts';
import { factsScript } from './script/facts.ts';

/** What lies at a place on the host. */
export interface PlaceFact {
  /** As it was asked for. */
  path: string;
  /** With every symbolic link followed. */
  resolved: string;
  /** The nearest folder above it that exists. */
  folder: string;
  kind: 'file' | 'link' | 'missing' | 'other';
  /** SHA-256 (hex); absent for what is no file, or larger than 64 MiB. */
  sha256?: string;
  owner?: string;
  group?: string;
  mode?: number;
  /** Bytes. */
  size?: number;
  /** KiB that are free on the file system. */
  freeKiB: number;
}

export interface Watcher {
  /** A `.path` unit. */
  unit: string;
  /** The service that it starts. */
  starts: string;
  paths: string[];
  active: boolean;
}

/** What a host tells of one agent before anything is planned. */
export interface HostFacts {
  bootId: string;
  systemd: boolean;
  /** Whether `systemd-run` is there. */
  transientUnits: boolean;
  /** `systemctl show`'s properties of the agent's unit. */
  unit: Record<string, string>;
  /** The user that the unit runs as; absent where the host does not know it. */
  user?: string;
  group?: string;
  /** The agent's configuration file, as the unit's command line names it. */
  configPath?: string;
  config?: string;
  places: Map<string, PlaceFact>;
  watchers: Watcher[];
  /** Another deployment of this agent runs at this moment, as this unit. */
  running?: string;
  /** Folders of deployments that were interrupted. */
  interrupted: string[];
  /** What the interrupted deployments replaced: SHA-256 (hex) or `null`, by destination. */
  originals: Map<string, string | null>;
  /** Tasks that the agent works on, as far as its journal tells. */
  tasks: number;
}

/**
 * Asks the host in one round trip.
 * @param places absolute paths that a file may go to
 * @throws HostError
 */
export async function askFacts(
  host: Host,
  question: { unit: string; key: string; places: string[]; signal?: AbortSignal },
): Promise<HostFacts> {
  const { stdout, stderr } = await host.run(factsScript, {
    args: [question.unit, question.key, ...question.places],
    root: true,
    signal: question.signal,
  });
  const facts = readFacts(stdout);
  if (!facts) {
    const said = stderr.trim().split('\n').at(-1);
    throw new HostError('lost', `${host.label} did not answer as expected${said ? `: ${said}` : '.'}`);
  }
  return facts;
}

/** Reads what the facts script printed; `undefined` where it did not come to its end. */
export function readFacts(printed: string): HostFacts | undefined {
  const facts: HostFacts = {
    bootId: '',
    systemd: false,
    transientUnits: false,
    unit: {},
    places: new Map(),
    watchers: [],
    interrupted: [],
    originals: new Map(),
    tasks: 0,
  };
  const watcherLines: string[] = [];
  let complete = false;
  for (const line of printed.split('\n')) {
    const space = line.indexOf(' ');
    const word = space < 0 ? line : line.slice(0, space);
    const value = space < 0 ? '' : line.slice(space + 1);
    if (word === 'boot') facts.bootId = value;
    else if (word === 'systemd') facts.systemd = value === 'yes';
    else if (word === 'transient') facts.transientUnits = value === 'yes';
    else if (word === 'unit') addProperty(facts.unit, value);
    else if (word === 'user') facts.user = value;
    else if (word === 'group') facts.group = value;
    else if (word === 'config-path') facts.configPath = value;
    else if (word === 'config') facts.config = Buffer.from(value, 'base64').toString('utf8');
    else if (word === 'file') addPlace(facts.places, value);
    else if (word === 'watcher') watcherLines.push(value);
    else if (word === 'running') facts.running = value;
    else if (word === 'interrupted') facts.interrupted.push(value);
    else if (word === 'original') addOriginal(facts.originals, value);
    else if (word === 'tasks') facts.tasks = Number(value) || 0;
    else if (word === 'end') complete = value === 'ok';
  }
  facts.watchers = readWatchers(watcherLines);
  return complete ? facts : undefined;
}

function addProperty(unit: Record<string, string>, line: string): void {
  const equals = line.indexOf('=');
  if (equals <= 0) return;
  const name = line.slice(0, equals);
  const value = line.slice(equals + 1);
  // Told once for each of its values.
  unit[name] = name === 'EnvironmentFiles' && unit[name] ? `${unit[name]}\n${value}` : value;
}

function addPlace(places: Map<string, PlaceFact>, line: string): void {
  const [head, path, resolved, folder] = line.split('\t');
  const [kind, sha256, owner, group, mode, size, free] = (head ?? '').split(' ');
  if (!path || !resolved || !folder) return;
  if (kind !== 'file' && kind !== 'link' && kind !== 'missing' && kind !== 'other') return;
  const place: PlaceFact = { path, resolved, folder, kind, freeKiB: Number(free) || 0 };
  if (kind === 'file') {
    place.owner = owner;
    place.group = group;
    place.mode = Number.parseInt(mode ?? '', 8);
    place.size = Number(size);
    if (sha256 && /^[0-9a-f]{64}$/.test(sha256)) place.sha256 = sha256;
  }
  places.set(path, place);
}

function addOriginal(originals: Map<string, string | null>, line: string): void {
  const [sha256, destination] = line.split('\t');
  if (sha256 && destination) originals.set(destination, sha256 === 'absent' ? null : sha256);
}

function readWatchers(lines: string[]): Watcher[] {
  const watchers: Watcher[] = [];
  let watcher: Watcher = { unit: '', starts: '', paths: [], active: false };
  const close = () => {
    if (watcher.unit) watchers.push(watcher);
    watcher = { unit: '', starts: '', paths: [], active: false };
  };
  for (const line of lines) {
    if (line === '') close();
    const [, property, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (property === 'Id') watcher.unit = value ?? '';
    else if (property === 'Unit') watcher.starts = value ?? '';
    else if (property === 'ActiveState') watcher.active = value === 'active';
    else if (property === 'Paths') watcher.paths.push((value ?? '').replace(/ \(Path\w+\)$/, ''));
  }
  close();
  return watchers;
}

/** The words of the command that a unit runs, from `systemctl show -p ExecStart`. */
export function commandOf(shown: string | undefined): string[] {
  const argv = /argv\[\]=(.*?) ; /.exec(shown ?? '')?.[1];
  return argv ? argv.split(' ').filter((word) => word !== '') : [];
}
