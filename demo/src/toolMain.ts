// What every stand-in program on the demonstration host runs: it hands its command line to the host's service manager and
// prints what comes back. `node tool.js SOCKET TOOL ARGUMENT…`
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Frame, Greeting } from './systemd/tool.ts';

const [socketPath = '', tool = '', ...args] = process.argv.slice(2);
const socket = connect(socketPath);
socket.on('error', (error) => {
  process.stderr.write(`${tool}: the demonstration host is gone: ${error.message}\n`);
  process.exit(1);
});
// Whoever reads us has gone: so do we.
process.stdout.on('error', () => process.exit(1));
const greeting: Greeting = { tool, args, env: { PATH: process.env.PATH ?? '' } };
socket.write(`${JSON.stringify(greeting)}\n`);
createInterface({ input: socket }).on('line', (line) => {
  const frame = JSON.parse(line) as Frame;
  if ('out' in frame) {
    process.stdout.write(Buffer.from(frame.out, 'base64'));
  } else if ('err' in frame) {
    process.stderr.write(frame.err);
  } else {
    process.exitCode = frame.exit;
    socket.end();
  }
});
