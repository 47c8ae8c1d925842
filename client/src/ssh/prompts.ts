import * as vscode from 'vscode';
import type { SshPrompts } from '../../../hosts/src/ssh/prompts.ts';

/** Asks the person what connecting has to know. Answers are given to the connection and kept nowhere else. */
export function createPrompts(): SshPrompts {
  return {
    notice: (message) => void vscode.window.showWarningMessage(message),

    async newHostKey({ host, keyType, fingerprint, knownHosts }) {
      const remember = vscode.l10n.t('Trust and Remember');
      const once = vscode.l10n.t('Trust Once');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('Trust the host key of {0}?', host),
        {
          modal: true,
          detail: [
            vscode.l10n.t(
              'This machine has not seen this host before, and cannot tell whether it is the one you mean.',
            ),
            `${keyType}\n${fingerprint}`,
            vscode.l10n.t(
              'Compare the fingerprint with the one that the host’s administrator gives you. On the host itself:',
            ),
            'ssh-keygen -l -f /etc/ssh/ssh_host_*_key.pub',
            vscode.l10n.t('“{0}” adds the key to {1}.', remember, knownHosts),
          ].join('\n\n'),
        },
        remember,
        once,
      );
      if (answer === remember) return 'remember';
      return answer === once ? 'once' : 'refuse';
    },

    passphrase: ({ host, keyFile, retry }) =>
      ask({
        title: vscode.l10n.t('Unlock SSH Key for {0}', host),
        prompt: vscode.l10n.t('Passphrase of {0}', keyFile),
        problem: retry ? vscode.l10n.t('That passphrase does not unlock the key.') : undefined,
        password: true,
      }),

    password: ({ host, user, retry }) =>
      ask({
        title: vscode.l10n.t('Log In to {0}', host),
        prompt: vscode.l10n.t('Password of {0} on {1}', user, host),
        problem: retry ? vscode.l10n.t('The host refused that password.') : undefined,
        password: true,
      }),

    async challenge({ host, name, instructions, fields }) {
      const answers: string[] = [];
      for (const { label, echo } of fields) {
        const prompt = [instructions, label].map((text) => text.trim()).filter(Boolean);
        const answer = await ask({
          title: name.trim() ? `${host}: ${name.trim()}` : vscode.l10n.t('Log In to {0}', host),
          prompt: prompt.join(' · ') || vscode.l10n.t('Answer'),
          problem: undefined,
          password: !echo,
        });
        if (answer === undefined) return undefined;
        answers.push(answer);
      }
      return answers;
    },
  };
}

/** The same questions, with a note of whether the person called one of them off. */
export function watchedPrompts(prompts: SshPrompts): SshPrompts & { readonly declined: boolean } {
  let declined = false;
  const watch =
    <Q, A>(ask: (question: Q) => Promise<A>) =>
    async (question: Q) => {
      const answer = await ask(question);
      declined ||= answer === undefined || answer === 'refuse';
      return answer;
    };
  return {
    ...prompts,
    newHostKey: watch(prompts.newHostKey),
    passphrase: watch(prompts.passphrase),
    password: watch(prompts.password),
    challenge: watch(prompts.challenge),
    get declined() {
      return declined;
    },
  };
}

/** An input box that stays when the person looks elsewhere: a password manager is another window. */
async function ask(question: {
  title: string;
  prompt: string;
  problem: string | undefined;
  password: boolean;
}): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  input.title = question.title;
  input.prompt = question.prompt;
  input.password = question.password;
  input.ignoreFocusOut = true;
  if (question.problem) input.validationMessage = question.problem;
  try {
    return await new Promise<string | undefined>((resolve) => {
      input.onDidChangeValue(() => {
        input.validationMessage = undefined;
      });
      input.onDidAccept(() => resolve(input.value));
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
