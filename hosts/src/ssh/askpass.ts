import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { quote } from './quote.ts';

/** A private folder that an `ssh` process of ours uses: its control socket, its questions, its way to the host. */
export interface PrivateFolder {
  path: string;
  /** Makes a program for `SSH_ASKPASS`; an undefined answer is a refusal. Gives its path. */
  askpass(answer: (question: string, hint: string) => Promise<string | undefined>): Promise<string>;
  /** Makes a command for `ProxyCommand` whose standard streams are `stream`. */
  proxy(stream: Duplex): Promise<string>;
  remove(): Promise<void>;
}

/** Connects to the socket of its first argument: sends its second, and prints what comes back, after a first byte that says whether it may. */
const ASK = `const [path, question] = process.argv.slice(1);
const socket = require('net').connect(path, () => socket.end(JSON.stringify([question, process.env.SSH_ASKPASS_PROMPT || ''])));
let answer = '';
socket.setEncoding('utf8').on('data', (text) => { answer += text; }).on('error', () => process.exit(1)).on('close', () => {
  if (answer[0] !== '+') process.exit(1);
  process.stdout.write(answer.slice(1) + '\\n');
});`;

const PIPE = `const socket = require('net').connect(process.argv[1]);
socket.on('error', () => process.exit(1)).on('close', () => process.exit(0));
process.stdin.pipe(socket).pipe(process.stdout);`;

export async function privateFolder(): Promise<PrivateFolder> {
  // Not below TMPDIR where that is long: the path of a socket has at most about 100 bytes.
  const path = await mkdtemp(join(tmpdir().length > 60 ? '/tmp' : tmpdir(), 'nixa-ssh-'));
  const servers: Server[] = [];

  async function listen(name: string, serve: (socket: Socket) => void): Promise<string> {
    const socket = join(path, name);
    const server = createServer({ allowHalfOpen: true }, (client) => {
      client.on('error', () => {});
      serve(client);
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
    return socket;
  }

  /** A program without arguments of its own, because `SSH_ASKPASS` takes none. */
  async function program(name: string, code: string, socket: string): Promise<string> {
    const file = join(path, name);
    const command = `ELECTRON_RUN_AS_NODE=1 exec ${quote(process.execPath)} -e ${quote(code)} ${quote(socket)} "$@"`;
    await writeFile(file, `#!/bin/sh\n${command}\n`, { mode: 0o700 });
    return file;
  }

  return {
    path,
    async askpass(answer) {
      const socket = await listen('ask.sock', (client) => {
        let asked = '';
        client.setEncoding('utf8').on('data', (text: string) => {
          asked += text;
        });
        client.on('end', () => {
          const [question, hint] = JSON.parse(asked) as [string, string];
          void answer(question, hint).then((text) => client.end(text === undefined ? '-' : `+${text}`));
        });
      });
      return program('askpass', ASK, socket);
    },
    async proxy(stream) {
      const socket = await listen('proxy.sock', (client) => {
        client.pipe(stream).pipe(client);
        stream.on('close', () => client.destroy());
        client.on('close', () => stream.destroy());
      });
      return quote(await program('proxy', PIPE, socket));
    },
    async remove() {
      for (const server of servers) server.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}
