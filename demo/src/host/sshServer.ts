import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { type Connection, type ParsedKey, Server, type ServerChannel, utils } from 'ssh2';
import { keepGroup, killGroup } from '../systemd/process.ts';
import type { Places } from './paths.ts';

export const banner =
  'This is a demonstration host of Nix Agents. It runs in a temporary folder, touches nothing else, and ends with npm start.\n';

export interface SshServer {
  port: number;
  /** As a line of known_hosts has it, without the host. */
  hostKey: string;
  /** The private key that it lets in. */
  clientKey: string;
  close(): void;
}

/** A key that can be read again: about one in three hundred that ssh2 makes cannot. */
function makeKey(): { private: string; parsed: ParsedKey } {
  for (;;) {
    const { private: text } = utils.generateKeyPairSync('ed25519', { comment: 'demonstration' });
    const parsed = utils.parseKey(text);
    if (!(parsed instanceof Error)) return { private: text, parsed };
  }
}

/** An SSH server on 127.0.0.1 with keys made for this run; commands run in this machine's own `sh`. */
export function startSshServer(places: Places, env: Record<string, string>): Promise<SshServer> {
  const hostKey = makeKey();
  const clientKey = makeKey();
  const allowed = clientKey.parsed;
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [hostKey.private], banner }, (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    // A client that goes away in the middle is its own matter.
    connection.on('error', () => {});
    connection.on('authentication', (context) => {
      const known =
        context.method === 'publickey' &&
        context.key.data.equals(allowed.getPublicSSH()) &&
        context.key.algo === allowed.type;
      if (context.method === 'publickey' && known) {
        const { blob, signature } = context;
        if (!signature || (blob && allowed.verify(blob, signature) === true)) {
          return context.accept();
        }
      }
      return context.reject(['publickey']);
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('pty', (agree) => agree?.());
      session.on('exec', (agree, _refuse, { command }) => runCommand(agree(), command, places, env));
      session.on('shell', (agree) => greet(agree()));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        hostKey: `${hostKey.parsed.type} ${hostKey.parsed.getPublicSSH().toString('base64')}`,
        clientKey: clientKey.private,
        close() {
          for (const connection of connections) {
            connection.end();
          }
          server.close();
        },
      });
    });
  });
}

function greet(channel: ServerChannel): void {
  channel.write(
    `${banner}It has no interactive shell. Give it a command, such as:\r\n  systemctl stop hercules-ci-agent\r\n  systemctl start hercules-ci-agent\r\n  journalctl -u hercules-ci-agent -n 20\r\n`.replace(
      /(?<!\r)\n/g,
      '\r\n',
    ),
  );
  channel.exit(1);
  channel.end();
}

function runCommand(channel: ServerChannel, command: string, places: Places, env: Record<string, string>): void {
  const child = spawn('/bin/sh', ['-c', places.realInScript(command)], { env, cwd: places.root, detached: true });
  keepGroup(child);
  channel.pipe(child.stdin);
  child.stdin.on('error', () => {});
  const outputs = [
    { from: child.stdout, to: channel },
    { from: child.stderr, to: channel.stderr },
  ].map(async ({ from, to }) => {
    const shown = places.shown();
    for await (const chunk of from) {
      if (!to.write(shown(chunk as Buffer)) && !closed) {
        await new Promise<void>((resolve) => {
          to.once('drain', resolve);
          channel.once('close', resolve);
        });
      }
    }
    to.write(shown(Buffer.alloc(0), true));
  });
  let closed = false;
  channel.once('close', () => {
    closed = true;
    child.stdin.destroy();
    // Whatever the command left running without a unit goes with its connection.
    killGroup(child.pid ?? -1, 'SIGHUP');
  });
  child.once('error', (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(127);
    channel.end();
  });
  child.once('exit', (code, signal) => {
    void Promise.allSettled(outputs).then(() => {
      if (signal === null) {
        channel.exit(code ?? 1);
      } else {
        channel.exit(signal.replace('SIG', ''), false, '');
      }
      channel.end();
    });
  });
}
