import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { Journal } from './journal.ts';
import { type Ended, type Process, start as startProcess } from './process.ts';
import { showTime } from './time.ts';
import type { Unit } from './unit.ts';

export interface ServiceDefinition {
  name: string;
  description: string;
  command: string[];
  /** A command as this machine can run it, where that is another than the host shows. */
  runnable?(command: string[]): string[];
  /** Has to succeed before each start. */
  startPre?: string[];
  /** Runs after each end, told by SERVICE_RESULT how that was. */
  stopPost?: string[];
  /** Milliseconds until a failed service is started again; absent: never. */
  restartAfter?: number;
  /** Milliseconds that it may run. */
  runtimeMax?: number;
  /** It counts as started when it has ended. */
  oneshot?: boolean;
  properties?: Record<string, string>;
  env: Record<string, string>;
  /** Its output in place of lines in the journal. */
  onOutput?(chunk: Buffer): void;
}

export interface Service extends Unit {
  /** Settles when it has ended, what comes after it included. */
  ended: Promise<Ended>;
}

/** The longest time that a timer takes. */
const forever = 2 ** 31 - 1;

/** A service as systemd runs one: what it does is in the journal, in systemd's own words. */
export function createService(definition: ServiceDefinition, journal: Journal, hostname: string): Service {
  const { name, description } = definition;
  let active = 'inactive';
  let sub = 'dead';
  let result = 'success';
  let invocation = '';
  let restarts = 0;
  let status = 0;
  let main: Process | undefined;
  let life: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let entered: Partial<Record<'active' | 'inactive' | 'change', number>> = {};
  let settle: (ended: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    settle = resolve;
  });

  const enter = (nextActive: string, nextSub: string) => {
    entered = { ...entered, change: Date.now() };
    if (nextActive === 'active' && active !== 'active') {
      entered.active = Date.now();
    }
    if ((nextActive === 'inactive' || nextActive === 'failed') && active !== nextActive) {
      entered.inactive = Date.now();
    }
    active = nextActive;
    sub = nextSub;
  };
  const say = (message: string, priority = '6') =>
    journal.append({
      MESSAGE: message,
      PRIORITY: priority,
      _PID: '1',
      _COMM: 'systemd',
      SYSLOG_IDENTIFIER: 'systemd',
      _SYSTEMD_UNIT: 'init.scope',
      UNIT: name,
      INVOCATION_ID: invocation,
      _HOSTNAME: hostname,
      _TRANSPORT: 'journal',
    });
  const run = (command: string[], more: Record<string, string> = {}): Process => {
    const running = startProcess({
      command: definition.runnable?.(command) ?? command,
      env: { ...definition.env, INVOCATION_ID: invocation, ...more },
      ...(definition.onOutput
        ? { onOutput: definition.onOutput }
        : {
            onLine: (line) =>
              journal.append({
                MESSAGE: line,
                PRIORITY: '6',
                _PID: String(running.pid),
                SYSLOG_IDENTIFIER: basename(command[0] ?? ''),
                _SYSTEMD_UNIT: name,
                _SYSTEMD_INVOCATION_ID: invocation,
                _HOSTNAME: hostname,
                _TRANSPORT: 'stdout',
              }),
          }),
    });
    return running;
  };
  const describeEnd = ({ code, signal }: Ended) =>
    signal === null
      ? `code=exited, status=${code}/${code === 0 ? 'SUCCESS' : 'FAILURE'}`
      : `code=killed, status=${signal}`;
  const fail = (how: string) => {
    result = how;
    say(`${name}: Failed with result '${how}'.`, '4');
  };
  const afterFailure = () => {
    if (definition.restartAfter === undefined || stopping) {
      enter('failed', 'failed');
      return;
    }
    enter('activating', 'auto-restart');
    timer = setTimeout(() => {
      restarts += 1;
      say(`${name}: Scheduled restart job, restart counter is at ${restarts}.`);
      void begin();
    }, definition.restartAfter);
  };

  const begin = () =>
    new Promise<boolean>((started) => {
      life = live(started);
    });

  /** From a start to the end; tells by `started` whether it came to run. */
  const live = async (started: (succeeded: boolean) => void): Promise<void> => {
    invocation = randomBytes(16).toString('hex');
    result = 'success';
    stopping = false;
    say(`Starting ${description}...`);
    if (definition.startPre) {
      enter('activating', 'start-pre');
      main = run(definition.startPre);
      const pre = await main.ended;
      main = undefined;
      if (pre.code !== 0) {
        say(`${name}: Control process exited, ${describeEnd(pre)}`, '5');
        fail('exit-code');
        say(`Failed to start ${description}.`, '3');
        afterFailure();
        started(false);
        return;
      }
    }
    main = run(definition.command);
    enter(definition.oneshot ? 'activating' : 'active', definition.oneshot ? 'start' : 'running');
    if (!definition.oneshot) {
      say(`Started ${description}.`);
      started(true);
    }
    await watch(main);
    started(result === 'success');
  };

  /** Until the main process has ended, and what comes after that. */
  const watch = async (watched: Process): Promise<void> => {
    let expired = false;
    const limit = setTimeout(() => {
      expired = true;
      watched.kill('SIGTERM');
    }, definition.runtimeMax ?? forever);
    const end = await watched.ended;
    clearTimeout(limit);
    status = end.code ?? 0;
    if (expired) {
      fail('timeout');
    } else if (end.code !== 0 && !stopping) {
      say(`${name}: Main process exited, ${describeEnd(end)}`, '5');
      fail(end.signal === null ? 'exit-code' : 'signal');
    }
    if (definition.stopPost) {
      enter('deactivating', 'stop-post');
      await run(definition.stopPost, { SERVICE_RESULT: result, EXIT_STATUS: String(status) }).ended;
    }
    main = undefined;
    if (result === 'success') {
      say(definition.oneshot ? `Finished ${description}.` : `${name}: Deactivated successfully.`);
      enter('inactive', 'dead');
    } else {
      afterFailure();
    }
    settle(end);
  };

  const stop = async (): Promise<void> => {
    clearTimeout(timer);
    stopping = true;
    if (main !== undefined) {
      const running = main;
      say(`Stopping ${description}...`);
      enter('deactivating', 'stop-sigterm');
      running.kill('SIGTERM');
      const hard = setTimeout(() => running.kill('SIGKILL'), 10_000);
      await life;
      clearTimeout(hard);
      say(`Stopped ${description}.`);
    }
    enter('inactive', 'dead');
  };

  return {
    name,
    ended,
    async start() {
      clearTimeout(timer);
      return active === 'active' || (active === 'activating' && sub !== 'auto-restart') ? true : begin();
    },
    stop,
    resetFailed() {
      restarts = 0;
      if (active === 'failed') {
        enter('inactive', 'dead');
      }
    },
    properties: () => ({
      Id: name,
      LoadState: 'loaded',
      ActiveState: active,
      SubState: sub,
      Result: result,
      ExecMainStatus: String(status),
      NRestarts: String(restarts),
      InvocationID: invocation,
      MainPID: String(main?.pid ?? 0),
      ActiveEnterTimestamp: showTime(entered.active),
      InactiveEnterTimestamp: showTime(entered.inactive),
      StateChangeTimestamp: showTime(entered.change),
      ExecStart: shownCommand(definition.command),
      ...(definition.startPre && { ExecStartPre: shownCommand(definition.startPre) }),
      ...definition.properties,
    }),
  };
}

function shownCommand(command: string[]): string {
  return `{ path=${command[0]} ; argv[]=${command.join(' ')} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;
}
