import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex, PassThrough, type Readable } from 'node:stream';
import { type PrivateFolder, privateFolder } from './askpass.ts';
import type { Channel, Connection, Ending } from './connection.ts';
import type { Dialled } from './dial.ts';
import { cancelled, lost } from './explain.ts';
import { HostError } from './host.ts';
import { acceptNewKey, type HostTrust, keepAccepted, trustOf } from './hostKey.ts';
import { findKnownKeys, typeOfBlob } from './knownHosts.ts';
import { explainOpenSsh, plainLines, shownKey } from './openSshErrors.ts';
import { answerQuestion } from './openSshQuestions.ts';
import { labelOf, type Settings } from './settings.ts';
import type { Memory } from './ssh2Connection.ts';

const READY = 'nix-agents-ready';

/** Milliseconds after which a command that printed nothing counts as begun: a login shell may take its time. */
const MARKER_TIMEOUT = 3_000;

/**
 * Runs `ssh` with the arguments after the first for as long as standard input is open, so that no connection outlives
 * whoever made it, and removes the folder of the first argument afterwards.
 */
const MASTER = `dir=$1; shift; exec 3<&0 </dev/null; ssh "$@" & ssh=$!
{ cat <&3 >/dev/null; kill $ssh; } 2>/dev/null & guard=$!
wait $ssh; status=$?; kill $guard 2>/dev/null; rm -rf -- "$dir"; exit $status`;

/** How `ssh` is told what the pool was told. */
export interface OpenSshOptions {
  configFile?: string | undefined;
  identityFile?: string | undefined;
}

/**
 * A connection of the system's `ssh` as a master, over which each command is another `ssh`. It does what ssh2 cannot:
 * security keys, certificates, GSSAPI, post-quantum key exchange. Host keys are decided on as with ssh2.
 * @param dial the way through jump hosts, where there are any; `ssh` finds every other way by itself
 * @throws HostError
 */
export async function connectOpenSsh(
  settings: Settings,
  options: OpenSshOptions,
  memory: Memory,
  dial: (() => Promise<Dialled>) | undefined,
  signal?: AbortSignal,
): Promise<Connection> {
  const trust = await trustOf(settings);
  const label = labelOf(settings);
  const folder = await privateFolder();
  let dialled: Dialled | undefined;
  try {
    dialled = await dial?.();
    return await startMaster(settings, options, memory, trust, folder, dialled, signal);
  } catch (error) {
    dialled?.close();
    await folder.remove();
    throw error instanceof HostError
      ? error
      : new HostError('configuration', `${label}: ${(error as Error).message}`, { cause: error });
  }
}

async function startMaster(
  settings: Settings,
  options: OpenSshOptions,
  memory: Memory,
  trust: HostTrust,
  folder: PrivateFolder,
  dialled: Dialled | undefined,
  signal?: AbortSignal,
): Promise<Connection> {
  const label = labelOf(settings);
  const socket = join(folder.path, 'control');
  // New keys are written here first: whether they are remembered is not for ssh to say.
  const accepted = join(folder.path, 'known_hosts');
  const before = [...memory.acceptedOnce].filter((entry) => entry.startsWith(`${trust.name} `)).map(knownHostsLine);
  await writeFile(accepted, before.join(''), { mode: 0o600 });

  let log = '';
  let refused: HostError | undefined;
  let answer: 'once' | 'remember' = 'once';
  let told = 0;
  const notes = new Map<string, string>();
  const askpass = await folder.askpass(async (question, hint) => {
    try {
      if (/authenticity of host/.test(question)) {
        const shown = shownKey(log) ?? { type: '', fingerprint: /SHA256:[^\s.]+/.exec(question)?.[0] ?? '' };
        answer = await acceptNewKey(
          shown,
          settings,
          trust,
          trust.known.filter(({ marker }) => !marker),
          memory,
        );
        return 'yes';
      }
      const instructions = plainLines(log.slice(told)).join('\n');
      told = log.length;
      return await answerQuestion({ question, hint, instructions }, settings, memory, notes);
    } catch (error) {
      refused = error instanceof HostError ? error : cancelled(label, error);
      child.stdin.end();
      return undefined;
    }
  });
  const proxy = dialled && (await folder.proxy(dialled.stream));
  const control = [...(options.configFile === undefined ? [] : ['-F', options.configFile]), '-S', socket];
  const target = ['-l', settings.user, '-p', String(settings.port), '--', settings.alias];
  const args = ['-v', '-M', '-N', '-T', ...control, ...masterOptions(settings, options, accepted, proxy), ...target];
  const child = spawn('/bin/sh', ['-c', MASTER, 'sh', folder.path, ...args], {
    detached: true,
    env: { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: process.env.DISPLAY || ':0' },
  });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-64 * 1024);
  });
  const abort = () => {
    refused ??= cancelled(label);
    child.stdin.end();
  };
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    await ready(child, async () => refused ?? (await explainOpenSsh(log, settings, trust, notes)));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  await keepNew(accepted, before, answer, settings, trust, memory);
  return masterConnection(child, settings, control, folder, dialled);
}

/** What a master is told beside the user's configuration. `accepted`: where it writes new keys. */
function masterOptions(settings: Settings, options: OpenSshOptions, accepted: string, proxy?: string): string[] {
  const quoted = (path: string) => `"${path.replaceAll('%', '%%')}"`;
  const set: Record<string, string> = {
    ...(proxy ? { ProxyCommand: proxy } : {}),
    ControlPersist: 'no',
    PermitLocalCommand: 'yes',
    LocalCommand: `echo ${READY}`,
    ClearAllForwardings: 'yes',
    RemoteCommand: 'none',
    // A dead peer is found within 15 s.
    ServerAliveInterval: '3',
    ServerAliveCountMax: '3',
    UpdateHostKeys: 'no',
    CheckHostIP: 'no',
    HashKnownHosts: 'no',
    StrictHostKeyChecking: settings.strictHostKeyChecking === 'yes' ? 'yes' : 'ask',
    UserKnownHostsFile: [accepted, ...settings.userKnownHosts.filter(existsSync)].map(quoted).join(' '),
    GlobalKnownHostsFile: settings.globalKnownHosts.map(quoted).join(' ') || 'none',
    ...(settings.connectTimeout ? {} : { ConnectTimeout: '15' }),
    ...(options.identityFile ? { IdentityFile: quoted(options.identityFile), IdentitiesOnly: 'yes' } : {}),
  };
  return Object.entries(set).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function knownHostsLine(entry: string): string {
  const at = entry.lastIndexOf(' ');
  const key = entry.slice(at + 1);
  return `${entry.slice(0, at)} ${typeOfBlob(Buffer.from(key, 'base64'))} ${key}\n`;
}

/** Keeps the keys that ssh wrote down because they were accepted. */
async function keepNew(
  file: string,
  before: string[],
  answer: 'once' | 'remember',
  settings: Settings,
  trust: HostTrust,
  memory: Memory,
): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(before.length).join('\n');
  for (const { blob } of findKnownKeys(lines, trust.name, file))
    await keepAccepted(blob, answer, settings, trust, memory);
}

function ready(child: ChildProcessWithoutNullStreams, why: () => Promise<HostError>): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (printed.includes(READY)) resolve();
    });
    child.once('error', reject);
    child.once('close', () => void why().then(reject, reject));
  });
}

function masterConnection(
  master: ChildProcessWithoutNullStreams,
  settings: Settings,
  control: string[],
  folder: PrivateFolder,
  dialled: Dialled | undefined,
): Connection {
  const label = labelOf(settings);
  let open = true;
  let closedHere = false;
  const closed = new Promise<HostError | undefined>((resolve) => {
    master.once('exit', () => {
      open = false;
      dialled?.close();
      void folder.remove();
      resolve(closedHere ? undefined : lost(label));
    });
  });
  /** A client of the master; it must never connect by itself where the master refuses or is gone. */
  const client = (...args: string[]) =>
    spawn('ssh', ['-T', ...control, '-o', 'ControlMaster=no', '-o', 'ProxyCommand=exit 1', ...args], { stdio: 'pipe' });

  return {
    user: settings.user,
    label,
    closed,
    isOpen: () => open,
    close() {
      open = false;
      closedHere = true;
      master.stdin.end();
    },
    async exec(command) {
      if (!open) throw lost(label);
      const child = client('--', settings.alias, command);
      const stderr = new PassThrough();
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        if (said.length < 2000) said += chunk.toString('utf8');
      });
      child.stderr.pipe(stderr);
      const channel = channelOf(child, stderr, () => open);
      // ssh does not tell that there is a session, but every script of ours begins with a marker on standard output.
      return new Promise((resolve) => {
        const patience = setTimeout(() => resolve(channel), MARKER_TIMEOUT);
        child.stdout.once('readable', () => {
          if (child.stdout.readableLength > 0) resolve(channel);
          else child.stdout.resume();
        });
        child.once('close', () => {
          clearTimeout(patience);
          resolve(/session request failed/.test(said) ? 'no-session' : channel);
        });
      });
    },
    tunnel(host, port) {
      const child = client('-W', host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, '--', settings.alias);
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('utf8')).slice(-2000);
      });
      return new Promise((resolve, reject) => {
        const connected = () => {
          clearTimeout(patience);
          const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
          stream.on('close', () => child.kill());
          resolve(stream);
        };
        // ssh does not tell that the far end is reached, but an SSH server speaks first.
        const patience = setTimeout(connected, MARKER_TIMEOUT);
        child.stdout.once('readable', () => {
          if (child.stdout.readableLength > 0) connected();
          else child.stdout.resume();
        });
        child.once('close', () => {
          clearTimeout(patience);
          reject(new Error(/open failed: (.+)/.exec(said)?.[1]?.trim() ?? 'the way is closed'));
        });
      });
    },
  };
}

/** 255 is what ssh itself ends with: where its master lives on, a signal ended the command, and ssh does not say which. */
function channelOf(child: ChildProcessWithoutNullStreams, stderr: Readable, open: () => boolean): Channel {
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr,
    ended: new Promise<Ending | undefined>((resolve) => {
      child.once('error', () => resolve(undefined));
      child.once('close', (exit) => {
        // The master's end may be told after that of its clients.
        if (exit === 255) setTimeout(() => resolve(open() ? { exit: null } : undefined), 50);
        else resolve({ exit });
      });
    }),
    close: () => child.kill('SIGTERM'),
  };
}
