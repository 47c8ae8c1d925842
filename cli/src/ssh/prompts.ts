import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { SshPrompts } from '../../../hosts/src/ssh/prompts.ts';

/** Asks on the terminal, one question at a time; Ctrl-C and Ctrl-D cancel. */
export function terminalPrompts(signal: AbortSignal): SshPrompts {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    notice: say,
    newHostKey: ({ host, keyType, fingerprint, knownHosts }) =>
      inTurn(async () => {
        say(`The host key of ${host} is not known yet.`);
        say(`  ${keyType}  ${fingerprint}`);
        say(`Compare it with what the host itself shows: ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub`);
        for (;;) {
          const answer = await ask(`Trust it? (yes: remember it in ${knownHosts}, once, no) `, true, signal);
          if (answer === undefined || /^no?$/i.test(answer.trim())) return 'refuse';
          if (/^yes$/i.test(answer.trim())) return 'remember';
          if (/^once$/i.test(answer.trim())) return 'once';
          say('Please answer yes, once or no.');
        }
      }),
    passphrase: ({ host, keyFile, retry }) =>
      inTurn(() => {
        if (retry) say('That is not the passphrase.');
        return ask(`Passphrase of ${keyFile} (for ${host}): `, false, signal);
      }),
    password: ({ host, user, retry }) =>
      inTurn(() => {
        if (retry) say('Permission denied, please try again.');
        return ask(`Password of ${user} on ${host}: `, false, signal);
      }),
    challenge: ({ host, name, instructions, fields }) =>
      inTurn(async () => {
        say([host, name, instructions].filter(Boolean).join('\n'));
        const answers: string[] = [];
        for (const { label, echo } of fields) {
          const answer = await ask(label.endsWith(' ') ? label : `${label} `, echo, signal);
          if (answer === undefined) return undefined;
          answers.push(answer);
        }
        return answers;
      }),
  };
}

/** One line from the terminal; `undefined` where the question is cancelled. */
export function ask(question: string, echo: boolean, signal: AbortSignal): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: echo ? process.stderr : silent,
    terminal: true,
    historySize: 0,
  });
  // Without an echo readline prints nothing, the question included.
  if (!echo) process.stderr.write(question);
  return new Promise((resolve) => {
    const finish = (answer: string | undefined) => {
      resolve(answer);
      reader.close();
      if (!echo) process.stderr.write('\n');
    };
    reader.once('close', () => resolve(undefined));
    reader.once('SIGINT', () => {
      finish(undefined);
      process.kill(process.pid, 'SIGINT');
    });
    reader.question(echo ? question : '', { signal }, finish);
    signal.addEventListener('abort', () => reader.close(), { once: true });
  });
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
