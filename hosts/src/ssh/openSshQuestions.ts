import { HostError } from './host.ts';
import { labelOf, type Settings } from './settings.ts';
import type { Memory } from './ssh2Connection.ts';

/**
 * Answers what `ssh` asks by SSH_ASKPASS, but for host keys.
 * @param hint SSH_ASKPASS_PROMPT: `none` where ssh only tells something
 * @param notes what became of questions that nobody was there to answer, for the report of a refused login
 * @returns undefined where ssh is to go on without an answer
 * @throws HostError `cancelled`
 */
export async function answerQuestion(
  question: string,
  hint: string,
  settings: Settings,
  { prompts, passwords, passphrases }: Memory,
  notes: Map<string, string>,
): Promise<string | undefined> {
  const host = labelOf(settings);
  if (hint === 'none') {
    prompts?.notice?.(`${host}: ${question.trim()}`);
    return '';
  }
  const given = <T>(answer: T | undefined): T => {
    if (answer === undefined) throw new HostError('cancelled', `The login to ${host} was cancelled.`);
    return answer;
  };
  const keyFile = /(?:passphrase for key|PIN for \S+ key) '?([^']+?)'?:? ?$/.exec(question.trim())?.[1];
  if (keyFile) {
    // ssh asks again for the same file only when the answer was wrong.
    const retry = notes.has(keyFile);
    const known = retry ? undefined : passphrases.get(keyFile);
    if (known === undefined && !prompts) {
      notes.set(keyFile, 'encrypted, and its passphrase was not given');
      return undefined;
    }
    const answer = known ?? given(await prompts?.passphrase({ host, keyFile, retry }));
    notes.set(keyFile, 'wrong passphrase');
    passphrases.set(keyFile, answer);
    return answer;
  }
  if (/'s password: ?$/.test(question) && !question.startsWith('(')) {
    const retry = notes.has('password');
    if (retry) passwords.delete(host);
    const known = passwords.get(host);
    if (known === undefined && !prompts) {
      notes.set('password', 'not given, as there is no one to ask');
      return undefined;
    }
    const answer = known ?? given(await prompts?.password({ host, user: settings.user, retry }));
    notes.set('password', 'refused');
    passwords.set(host, answer);
    return answer;
  }
  if (!prompts) {
    notes.set('keyboard-interactive', 'not answered, as there is no one to ask');
    return undefined;
  }
  notes.set('keyboard-interactive', 'refused');
  const label = question.replace(/^\(\S+@\S+\) /, '');
  const answers = given(
    await prompts.challenge({ host, name: '', instructions: '', fields: [{ label, echo: false }] }),
  );
  return answers[0] ?? '';
}
