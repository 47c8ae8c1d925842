import { readFile } from 'node:fs/promises';
import { HostError } from './host.ts';
import { openKey, shortPath } from './identities.ts';
import { REFUSED } from './loginReport.ts';
import { hostWithPort, labelOf, type Settings } from './settings.ts';
import type { Memory } from './ssh2Connection.ts';

/** What `ssh` asks by SSH_ASKPASS. */
export interface Question {
  question: string;
  /** SSH_ASKPASS_PROMPT: `none` where ssh only tells something. */
  hint: string;
  /** What ssh printed since the last question: the host's own words. */
  instructions: string;
}

/**
 * Answers what `ssh` asks by SSH_ASKPASS, but for host keys.
 * @param notes what became of questions that nobody was there to answer, for the report of a refused login
 * @returns undefined where ssh is to go on without an answer
 * @throws HostError `cancelled`
 */
export async function answerQuestion(
  { question, hint, instructions }: Question,
  settings: Settings,
  memory: Memory,
  notes: Map<string, string>,
): Promise<string | undefined> {
  const { prompts, passwords } = memory;
  const host = labelOf(settings);
  if (hint === 'none') {
    prompts?.notice?.(`${host}: ${question.trim()}`);
    return '';
  }
  const given = <T>(answer: T | undefined): T => {
    if (answer === undefined) throw new HostError('cancelled', `The login to ${host} was cancelled.`);
    return answer;
  };
  const keyFile = /passphrase for key '(.+)'/.exec(question)?.[1];
  if (keyFile) return passphraseOf(keyFile, settings, memory, notes);
  const pin = /PIN for \S+ key (.+?):? *$/.exec(question)?.[1];
  if (pin) return prompts && given(await prompts.passphrase({ host, keyFile: pin, retry: false }));
  if (/'s password: ?$/.test(question) && !question.startsWith('(')) {
    // ssh asks again only when the answer was wrong.
    const retry = notes.has('password');
    if (retry) passwords.delete(host);
    const known = passwords.get(host);
    if (known === undefined && !prompts) {
      if (!retry) notes.set('password', 'not given, as there is no one to ask');
      return undefined;
    }
    const answer =
      known ?? given(await prompts?.password({ host: hostWithPort(settings), user: settings.user, retry }));
    notes.set('password', REFUSED);
    passwords.set(host, answer);
    return answer;
  }
  if (!prompts) {
    notes.set('keyboard-interactive', 'not answered, as there is no one to ask');
    return undefined;
  }
  notes.set('keyboard-interactive', REFUSED);
  const label = question.replace(/^\(\S+@\S+\) /, '');
  const answers = given(await prompts.challenge({ host, name: '', instructions, fields: [{ label, echo: false }] }));
  return answers[0] ?? '';
}

async function passphraseOf(
  keyFile: string,
  settings: Settings,
  memory: Memory,
  notes: Map<string, string>,
): Promise<string | undefined> {
  const source = shortPath(keyFile);
  // ssh found a passphrase wrong that could not be checked here: another one is asked for.
  if (notes.get(source) === REFUSED) memory.keyring.delete(keyFile);
  try {
    const text = await readFile(keyFile, 'utf8');
    const { passphrase } = await openKey(keyFile, text, settings, memory);
    notes.set(source, REFUSED);
    return passphrase;
  } catch (error) {
    if (error instanceof HostError) throw error;
    notes.set(source, (error as Error).message);
    return undefined;
  }
}
