// STAND-IN for hercules-ci-agent 0.10.8. It checks its files and logs as the real one does, in the same order and the same words,
// and does nothing else: no network, no builds. `--test-configuration` ends before the service's address would be contacted.
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBinaryCaches } from './binaryCaches.ts';
import { type AgentConfig, readConfig, real } from './config.ts';
import { type Behaviour, followCommands, readBehaviour } from './control.ts';
import { FatalError } from './haskell.ts';
import { readToken, sessionWarning } from './joinToken.ts';
import { log, write } from './log.ts';

/** The checks of a start, in the order in which the agent makes them; each hides those behind it. */
function check(config: AgentConfig): { joinToken: string } {
  for (const message of readBinaryCaches(config.binaryCachesPath).warnings) {
    log({
      severity: 'Warning',
      namespace: 'Agent.Init',
      message,
      place: 'Hercules.Agent.Config.BinaryCaches hercules-ci-agent/Hercules/Agent/Config/BinaryCaches.hs:69:5',
    });
  }
  return { joinToken: readToken(config.clusterJoinTokenPath) };
}

function run(config: AgentConfig, joinToken: string): void {
  const control = config.standInControl && real(config.standInControl);
  const behaviour = readBehaviour(control);
  if (behaviour.tokenRefused) {
    die(
      'FailureResponse (Request {requestPath = (BaseUrl {baseUrlScheme = Https, baseUrlHost = "hercules-ci.com", baseUrlPort = 443, baseUrlPath = ""},"/api/v1/agent/session"), requestMethod = "POST"}) (Response {responseStatusCode = Status {statusCode = 401, statusMessage = "Unauthorized"}, responseBody = ""})',
    );
  }
  const sessionKey = real(join(config.baseDirectory, 'secretState', 'session.key'));
  const warning = sessionWarning(sessionKey, joinToken);
  if (warning !== undefined) {
    log({
      severity: 'Warning',
      message: warning,
      place: 'Hercules.Agent.Token hercules-ci-agent/Hercules/Agent/Token.hs:58:9',
    });
  }
  mkdirSync(dirname(sessionKey), { recursive: true, mode: 0o700 });
  writeFileSync(sessionKey, 'stand-in.e30.session\n', { mode: 0o600 });
  if (control !== undefined) {
    followCommands(control, obey);
  }
  if (behaviour.online === 'never') {
    setInterval(() => {}, 60_000);
  } else {
    setTimeout(() => beOnline(behaviour), behaviour.online);
  }
}

function beOnline(behaviour: Behaviour): void {
  log({ severity: 'Info', message: 'Agent online.' });
  if (behaviour.taskEvery !== undefined) {
    setInterval(runTask, behaviour.taskEvery);
  }
  if (behaviour.crashAfter !== undefined) {
    setTimeout(() => die('stand-in: told to crash'), behaviour.crashAfter);
  }
  setInterval(() => {}, 60_000);
}

const running: string[] = [];

function startTask(): void {
  const task = randomUUID();
  running.push(task);
  logTask(task, 'Starting task', 218);
}

function endTask(): void {
  const task = running.shift();
  if (task !== undefined) {
    logTask(task, 'Completed task successfully', 196);
  }
}

function runTask(): void {
  startTask();
  setTimeout(endTask, 800);
}

function logTask(task: string, message: string, line: number): void {
  log({
    severity: 'Info',
    message,
    context: { task },
    place: `Hercules.Agent hercules-ci-agent/Hercules/Agent.hs:${line}:7`,
  });
}

/** `lines N`, `task-start`, `task-end`, `log SEVERITY TEXT`, `raw TEXT`, `crash`. */
function obey(command: string): void {
  const [word, ...rest] = command.split(' ');
  switch (word) {
    case 'lines':
      writeLines(Number(rest[0]));
      break;
    case 'task-start':
      startTask();
      break;
    case 'task-end':
      endTask();
      break;
    case 'log':
      log({ severity: rest[0] as 'Info', message: rest.slice(1).join(' ') });
      break;
    case 'raw':
      write(`${rest.join(' ')}\n`);
      break;
    case 'crash':
      die('stand-in: told to crash');
      break;
    default:
      log({ severity: 'Warning', message: `The stand-in does not know the command ${command}` });
  }
}

function writeLines(count: number): void {
  let batch = '';
  for (let index = 1; index <= count; index += 1) {
    batch += `line ${index} of ${count}\n`;
    if (batch.length > 60_000 || index === count) {
      write(batch);
      batch = '';
    }
  }
}

function die(exception: string): never {
  write(`hercules-ci-agent: ${exception}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof FatalError) {
    return error.shown;
  }
  const { code, path, message } = error as NodeJS.ErrnoException;
  const file = (path ?? '').slice(
    path?.startsWith(`${process.env.STAND_IN_ROOT}/`) ? process.env.STAND_IN_ROOT?.length : 0,
  );
  const operation = file.endsWith('.json') ? 'openBinaryFile' : 'openFile';
  switch (code) {
    case 'ENOENT':
      return `${file}: ${operation}: does not exist (No such file or directory)`;
    case 'EACCES':
      return `${file}: ${operation}: permission denied (Permission denied)`;
    case 'EISDIR':
      return `${file}: ${operation}: inappropriate type (is a directory)`;
    default:
      return message;
  }
}

const { values } = parseArgs({
  options: { config: { type: 'string' }, 'test-configuration': { type: 'boolean', default: false } },
});
try {
  if (values.config === undefined) {
    die('Missing: --config FILE');
  }
  const config = readConfig(values.config);
  const { joinToken } = check(config);
  if (!values['test-configuration']) {
    run(config, joinToken);
  }
} catch (error) {
  die(describe(error));
}
