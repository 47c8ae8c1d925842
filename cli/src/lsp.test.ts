import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { program } from './testing/run.ts';

it('speaks the language server protocol on standard input and output, and ends as it is told', async () => {
  const child = spawn(process.execPath, [program, 'lsp', '--stdio'], { stdio: 'pipe' });
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let output = '';
  const answered = new Promise<void>((resolve, reject) => {
    child.once('exit', (exit) => reject(new Error(`It ended with status ${exit} before it answered.`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"id":1')) resolve();
    });
  });
  send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
  await answered;
  expect(output).toMatch(/^Content-Length: \d+\r\n/);
  expect(output).toContain('"capabilities":{');
  send({ method: 'initialized', params: {} });
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
