import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Journal } from '../systemd/journal.ts';
import { journalctl } from '../systemd/journalctl.ts';
import { systemctl } from '../systemd/systemctl.ts';
import { systemdRun, type TransientContext } from '../systemd/systemdRun.ts';
import type { Call, Frame, Greeting } from '../systemd/tool.ts';

/** Answers the stand-in programs of the host on a socket in the file system. */
export function serveTools(socketPath: string, journal: Journal, context: TransientContext): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).once('line', (line) => {
      const call = callOver(socket, JSON.parse(line) as Greeting);
      answer(call, journal, context).catch((error: Error) => {
        call.err(`${call.tool}: ${error.message}\n`);
        call.exit(1);
      });
    });
  });
  return new Promise((resolve) => server.listen(socketPath, () => resolve(server)));
}

async function answer(call: Call, journal: Journal, context: TransientContext): Promise<void> {
  switch (call.tool) {
    case 'journalctl':
      return journalctl(journal, call);
    case 'systemctl':
      return systemctl(context.units, call);
    default:
      return systemdRun(context, call);
  }
}

function callOver(socket: Socket, greeting: Greeting): Call {
  const send = (frame: Frame) => {
    if (socket.writable) {
      socket.write(`${JSON.stringify(frame)}\n`);
    }
  };
  return {
    ...greeting,
    out: (data) => send({ out: Buffer.from(data).toString('base64') }),
    err: (text) => send({ err: text }),
    exit: (status) => send({ exit: status }),
    onEnd: (listener) => socket.once('close', listener),
  };
}
