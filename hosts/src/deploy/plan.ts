import type { Agent, Service } from '../../../protocol/src/agents.ts';
import type { Plan, PlannedFile } from '../../../protocol/src/plan.ts';
import { readyMessage } from '../host/ready.ts';
import { type Destinations, destinationsOf, placeOf } from './destinations.ts';
import { commandOf, type HostFacts, type PlaceFact, type Watcher } from './facts.ts';
import { stepsOf } from './steps.ts';

/** A local file that is to be deployed. */
export interface LocalFile {
  name: string;
  /** Absolute path here. */
  source: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Absolute path on the host, where the workspace declares one. */
  declared?: string;
}

export interface PlanInput {
  agent: Pick<Agent, 'id' | 'name' | 'kind' | 'service'>;
  /** The machine as a person names it. */
  machine: string;
  service: Service;
  files: LocalFile[];
  facts: HostFacts;
  restart: Plan['restart']['when'];
  /** `false` leaves the agent's own check of its configuration out. */
  check: boolean;
  /** Seconds that the agent gets to come online. */
  healthSeconds: number;
}

/** Why nothing can be deployed: what is so, and what to do about it. */
export interface Refusal {
  refused: string;
  next: string;
}

/** KiB that are left free besides the files: the host needs them for its own notes. */
const SPARE_KIB = 256;

/** Makes the plan from what is here and what the host told; touches neither. */
export function makePlan(input: PlanInput): Plan | Refusal {
  const { facts, machine, service } = input;
  const refusal = refuseHost(input);
  if (refusal) return refusal;
  const { owner, group } = ownerOf(input.agent, facts);
  const destinations = destinationsOf(input.agent, facts);
  const files: PlannedFile[] = [];
  const notes: string[] = [];
  for (const file of input.files) {
    const destination = placeOf(file, destinations);
    const place = facts.places.get(destination);
    if (!place) return { refused: `${machine} did not tell about ${destination}.`, next: 'Try again.' };
    const planned = planFile(file, place, { owner, group, machine, facts });
    if ('refused' in planned) return planned;
    files.push(planned);
    const declared = file.declared;
    if (declared && declared !== destination) {
      notes.push(
        `The workspace declares ${declared} for ${file.name}, but the agent on ${machine} reads ${destination}.`,
      );
    }
  }
  const clash = files.find((file, index) => files.findIndex((f) => f.destination === file.destination) !== index);
  if (clash) {
    return {
      refused: `Two files go to ${clash.destination} on ${machine}.`,
      next: 'Keep one of them in the definition of this agent.',
    };
  }
  const changes = files.some((file) => file.change !== 'none');
  const full = refuseFull(files, facts, machine);
  if (full) return full;
  const recovers = facts.interrupted.length > 0;
  if (recovers)
    notes.push('An earlier deployment was interrupted: the host puts back what it replaced before anything else.');
  if (input.agent.kind === 'cachix-deploy') {
    if (!facts.unit.EnvironmentFiles)
      notes.push(`${service.name} reads no file with a token: the usual place is used.`);
  } else if (facts.configPath === undefined) {
    notes.push(`The command line of ${service.name} names no configuration file: the usual places are used.`);
  } else if (!destinations.configuration) {
    notes.push(`${facts.configPath} on ${machine} cannot be read as a configuration: the usual places are used.`);
  }
  if (changes && facts.tasks > 0 && input.restart === 'now') {
    notes.push(
      `The agent works on ${count(facts.tasks, 'task')}: restarting it now interrupts ${facts.tasks === 1 ? 'it' : 'them'}.`,
    );
  }
  const plan: Plan = {
    agent: input.agent.id,
    name: input.agent.name,
    machine,
    service,
    steps: [],
    files,
    restart: restartOf(changes, input.restart, files),
    watchers: changes ? watchersOf(facts, files, service) : [],
    recovers,
    health: { message: readyMessage(input.agent), timeoutSeconds: input.healthSeconds },
    facts: { bootId: facts.bootId, sha256: Object.fromEntries(files.map((f) => [f.destination, beforeOf(f, facts)])) },
    notes,
  };
  const command = changes && input.check ? checkCommand(facts, destinations) : undefined;
  if (command) plan.configurationCheck = { command };
  plan.steps = stepsOf(plan);
  return plan;
}

/** What keeps this host from being deployed to at all. */
function refuseHost({ facts, machine, service }: PlanInput): Refusal | undefined {
  if (!facts.systemd || !facts.transientUnits) {
    return {
      refused: `not supported: ${machine} does not run systemd${facts.systemd ? ' with systemd-run' : ''}, which this deployment needs.`,
      next: 'Copy the files by hand, or deploy to a host that runs systemd.',
    };
  }
  if (facts.unit.LoadState !== 'loaded') {
    const masked = facts.unit.LoadState === 'masked';
    return {
      refused: masked ? `${service.name} is masked on ${machine}.` : `There is no unit ${service.name} on ${machine}.`,
      next: masked
        ? `Unmask it there with: systemctl unmask ${service.name}`
        : 'Install the agent there first, or name its unit as "unit" in nix-agents.json.',
    };
  }
  if (!facts.user || !facts.group) {
    const user = facts.unit.User ?? '';
    return {
      refused: `${service.name} runs as the user ${user}, which ${machine} does not know.`,
      next: 'Activate the system that declares this user first.',
    };
  }
  if (facts.running) {
    return {
      refused: `Another deployment of ${service.name} is running on ${machine}.`,
      next: `Wait for it to end, or look at it there with: journalctl -f -u ${facts.running}`,
    };
  }
  return undefined;
}

const managers: [prefix: RegExp, name: string][] = [
  [/^\/run\/secrets(\.d|-rendered|-for-users)?\//, 'sops-nix'],
  [/^\/run\/agenix(\.d)?\//, 'agenix'],
  [/^\/nix\/store\//, 'Nix'],
];

/** Who else puts a file into its place, going by where that place leads. */
export function managerOf(place: Pick<PlaceFact, 'path' | 'resolved'>): string | undefined {
  return managers.find(([prefix]) => prefix.test(place.path) || prefix.test(place.resolved))?.[1];
}

function planFile(
  file: LocalFile,
  place: PlaceFact,
  host: { owner: string; group: string; machine: string; facts: HostFacts },
): PlannedFile | Refusal {
  const { machine } = host;
  const manager = managerOf(place);
  const planned: PlannedFile = {
    name: file.name,
    source: file.source,
    sha256: file.sha256,
    size: file.size,
    destination: place.kind === 'link' ? place.path : place.resolved,
    owner: host.owner,
    group: host.group,
    mode: 0o600,
    prepareIn: place.folder,
    change: 'create',
  };
  if (manager) {
    return {
      refused: `${place.path} on ${machine} is managed by ${manager}: deploy the system.`,
      next: `Change ${file.name} where ${manager} takes it from, and deploy the system that carries it.`,
    };
  }
  if (place.kind === 'link') {
    return {
      refused: `${place.path} on ${machine} is a symbolic link to ${place.resolved}.`,
      next: "Name that file in the agent's own configuration, or remove the link.",
    };
  }
  if (place.kind === 'other') {
    return { refused: `${place.path} on ${machine} is no regular file.`, next: 'Move it out of the way.' };
  }
  if (place.kind === 'file' && place.sha256 === undefined) {
    return { refused: `${place.path} on ${machine} is larger than 64 MiB.`, next: 'Move it out of the way.' };
  }
  const before = beforeOf(planned, host.facts);
  if (before !== null) {
    if (before !== file.sha256) planned.change = 'replace';
    else planned.change = isPrivate(place, host.owner) ? 'none' : 'attributes';
  }
  return planned;
}

/** What is at the destination, or will be once interrupted deployments are undone. */
function beforeOf(file: PlannedFile, facts: HostFacts): string | null {
  const original = facts.originals.get(file.destination);
  if (original !== undefined) return original;
  for (const place of facts.places.values()) {
    if (place.resolved === file.destination && place.kind === 'file') return place.sha256 ?? null;
  }
  return null;
}

/** Its owner reads it, and nobody else. */
function isPrivate(place: PlaceFact, owner: string): boolean {
  const mode = place.mode ?? 0;
  return place.owner === owner && (mode & 0o400) !== 0 && (mode & 0o077) === 0;
}

function refuseFull(files: PlannedFile[], facts: HostFacts, machine: string): Refusal | undefined {
  const needed = new Map<string, number>();
  for (const file of files) {
    if (file.change !== 'none')
      needed.set(file.prepareIn, (needed.get(file.prepareIn) ?? SPARE_KIB) + file.size / 1024);
  }
  for (const [folder, kib] of needed) {
    const free = [...facts.places.values()].find((place) => place.folder === folder)?.freeKiB ?? 0;
    if (free < kib) {
      return {
        refused: `The disk of ${folder} on ${machine} is full: ${free} KiB are free, ${Math.ceil(kib)} KiB are needed.`,
        next: 'Free some space there, for example with: nix-collect-garbage',
      };
    }
  }
  return undefined;
}

function restartOf(changes: boolean, wish: Plan['restart']['when'], files: PlannedFile[]): Plan['restart'] {
  if (!changes) return { when: 'never', reason: 'No file changes.' };
  if (wish === 'never') return { when: 'never', reason: 'Only the files are written, as asked.' };
  const changed = files.filter((file) => file.change !== 'none').map((file) => file.name);
  return { when: wish, reason: `The agent reads ${changed.join(', ')} only when it starts.` };
}

function watchersOf(facts: HostFacts, files: PlannedFile[], service: Service): string[] {
  const base = service.name.replace(/\.service$/, '');
  const watched = files.flatMap(({ destination }) => {
    const asked = [...facts.places.values()].filter((place) => place.resolved === destination);
    return [destination, ...asked.map((place) => place.path)];
  });
  const watches = (watcher: Watcher) =>
    watcher.unit.startsWith(`${base}-restart`) ||
    watcher.paths.some((path) => watched.some((file) => file === path || file.startsWith(`${path}/`)));
  return facts.watchers
    .filter(watches)
    .flatMap((watcher) => (watcher.starts === service.name ? [watcher.unit] : [watcher.unit, watcher.starts]))
    .filter((unit) => unit !== '');
}

/** The agent's own check, where its binary is one that has it; its `--config` is put in by the run. */
function checkCommand(facts: HostFacts, destinations: Destinations): string[] | undefined {
  if (!destinations.configuration) return undefined;
  const command = commandOf(facts.unit.ExecStart);
  const checked = (facts.unit.ExecStartPre ?? '').includes('--test-configuration');
  if (!checked && !command[0]?.endsWith('/hercules-ci-agent')) return undefined;
  return [...command, '--test-configuration'];
}

/** Whom the files of an agent belong to: its user, and root where systemd reads them for it. */
export function ownerOf(agent: Pick<Agent, 'kind'>, facts: HostFacts): { owner: string; group: string } {
  if (agent.kind === 'cachix-deploy') return { owner: 'root', group: 'root' };
  const owner = facts.user ?? 'root';
  return { owner, group: facts.group ?? owner };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
