import type { Journal } from './journal.ts';
import { readOptions } from './options.ts';
import { createService } from './service.ts';
import type { Call } from './tool.ts';
import type { Units } from './unit.ts';

const grammar = {
  short: { p: 'property', u: 'unit', E: 'setenv', P: 'pipe', d: 'same-dir', q: 'quiet', G: 'collect' },
  valued: ['property', 'unit', 'setenv', 'description', 'service-type', 'uid', 'gid', 'working-directory', 'slice'],
  untilFirstWord: true,
};

export interface TransientContext {
  units: Units;
  journal: Journal;
  hostname: string;
  env: Record<string, string>;
  /** A command of the host as this machine can run it. */
  runnable(command: string[]): string[];
}

/** The part of systemd-run that deployments use: a unit that outlives the connection, or a check whose output is piped back. */
export async function systemdRun(context: TransientContext, call: Call): Promise<void> {
  const { units, journal, hostname } = context;
  const options = readOptions(call.args, grammar);
  const unit = options.value('unit') ?? `run-${Date.now()}`;
  const name = unit.endsWith('.service') ? unit : `${unit}.service`;
  if (units.has(name)) {
    call.err(`Failed to start transient service unit: Unit ${name} was already loaded or has a fragment file.\n`);
    return call.exit(1);
  }
  const properties = new Map(
    options.values('property').map((property) => [property.split('=')[0], property.split('=').slice(1).join('=')]),
  );
  const environment = [...options.values('setenv'), ...(properties.get('Environment') ?? '').split(' ')];
  const seconds = Number(properties.get('RuntimeMaxSec'));
  const stopPost = properties.get('ExecStopPost')?.split(' ');
  const service = createService(
    {
      name,
      description: options.value('description') ?? name,
      command: options.rest,
      runnable: context.runnable,
      ...(stopPost && { stopPost }),
      ...(seconds > 0 && { runtimeMax: seconds * 1000 }),
      env: { ...context.env, ...readEnvironment(environment) },
      ...(options.has('pipe') && { onOutput: (chunk) => call.out(chunk) }),
    },
    journal,
    hostname,
  );
  units.set(name, service);
  void service.ended.then(() => units.delete(name));
  await service.start();
  if (options.has('wait')) {
    const { code } = await service.ended;
    return call.exit(code ?? 255);
  }
  return call.exit(0);
}

function readEnvironment(settings: string[]): Record<string, string> {
  return Object.fromEntries(
    settings
      .filter((setting) => setting.includes('='))
      .map((setting) => [setting.split('=')[0], setting.split('=').slice(1).join('=')]),
  );
}
