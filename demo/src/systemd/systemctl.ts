import { readOptions } from './options.ts';
import type { Call } from './tool.ts';
import { isActive, type Unit, type Units } from './unit.ts';

const grammar = {
  short: { p: 'property', q: 'quiet', n: 'lines', s: 'signal', H: 'host' },
  valued: ['property', 'lines', 'signal', 'host', 'type', 'state'],
};

/** The part of systemctl that programs use, and what a person would try on a demonstration. */
export async function systemctl(units: Units, call: Call): Promise<void> {
  const options = readOptions(call.args, grammar);
  const [command = 'list-units', ...names] = options.rest;
  const given = names.map((name) => (name.includes('.') ? name : `${name}.service`));
  const known = given.map((name) => units.get(name));
  switch (command) {
    case 'show':
      call.out(
        show(
          units,
          given,
          options.values('property').flatMap((list) => list.split(',')),
          options.has('value'),
        ),
      );
      return call.exit(0);
    case 'is-system-running':
      call.out('running\n');
      return call.exit(0);
    case 'is-active':
    case 'is-failed':
      if (!options.has('quiet')) {
        call.out(known.map((unit) => `${unit?.properties().ActiveState ?? 'inactive'}\n`).join(''));
      }
      return call.exit(command === 'is-active' ? (known.some(isActive) ? 0 : 3) : 1);
    case 'daemon-reload':
      return call.exit(0);
    case 'status':
    case 'list-units':
      call.out((names.length > 0 ? known : [...units.values()]).map(line).join(''));
      return call.exit(0);
    case 'start':
    case 'stop':
    case 'restart':
    case 'reset-failed':
      return change(command, given, known, options.has('no-block'), call);
    default:
      call.err(`The demonstration's systemctl does not know '${command}'.\n`);
      return call.exit(1);
  }
}

async function change(
  command: 'start' | 'stop' | 'restart' | 'reset-failed',
  names: string[],
  units: (Unit | undefined)[],
  noBlock: boolean,
  call: Call,
): Promise<void> {
  const missing = names.filter((_, index) => units[index] === undefined);
  if (missing.length > 0) {
    const verb = command === 'reset-failed' ? 'reset failed state of unit' : command;
    call.err(missing.map((name) => `Failed to ${verb} ${name}: Unit ${name} not loaded.\n`).join(''));
    return call.exit(5);
  }
  const work = units.map(async (unit) => {
    if (command === 'reset-failed') {
      unit?.resetFailed();
      return true;
    }
    if (command !== 'start') {
      await unit?.stop();
    }
    return command === 'stop' || (await unit?.start()) === true;
  });
  if (noBlock) {
    return call.exit(0);
  }
  const results = await Promise.all(work);
  const failed = names.filter((_, index) => results[index] === false);
  for (const name of failed) {
    call.err(`Job for ${name} failed because the control process exited with error code.\n`);
  }
  return call.exit(failed.length > 0 ? 1 : 0);
}

function show(units: Units, names: string[], wanted: string[], valueOnly: boolean): string {
  const all = names.flatMap((name) => {
    if (!name.includes('*')) {
      return [units.get(name)?.properties() ?? absent(name)];
    }
    const pattern = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`);
    return [...units.values()].filter((unit) => pattern.test(unit.name)).map((unit) => unit.properties());
  });
  const shown = all.map((properties) =>
    Object.entries(properties)
      .filter(([name]) => wanted.length === 0 || wanted.includes(name))
      .map(([name, value]) => (valueOnly ? `${value}\n` : `${name}=${value}\n`))
      .join(''),
  );
  return shown.join('\n');
}

function absent(name: string): Record<string, string> {
  return {
    Id: name,
    LoadState: 'not-found',
    ActiveState: 'inactive',
    SubState: 'dead',
    Result: 'success',
    NRestarts: '0',
    InvocationID: '',
  };
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function line(unit: Unit | undefined): string {
  if (unit === undefined) {
    return 'No such unit.\n';
  }
  const { ActiveState, SubState, StateChangeTimestamp } = unit.properties();
  return `${unit.name}: ${ActiveState} (${SubState})${StateChangeTimestamp ? ` since ${StateChangeTimestamp}` : ''}\n`;
}
