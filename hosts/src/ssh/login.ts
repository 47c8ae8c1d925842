import ssh2, { type AnyAuthMethod, type ParsedKey, type Prompt } from 'ssh2';
import { HostError } from './host.ts';
import { type Asking, type Identities, type Identity, identitiesOf } from './identities.ts';
import { REFUSED, reportOf } from './loginReport.ts';
import { hostWithPort, labelOf, type Settings } from './settings.ts';

/** Passwords by label, for as long as the pool lives. */
export type Passwords = Map<string, string>;

export interface LoginContext extends Asking {
  passwords: Passwords;
  /** Ends the connection at once. */
  giveUp(error: HostError): void;
  /** Waits for a person: no time-out runs meanwhile. */
  ask<T>(question: Promise<T>): Promise<T>;
}

/** Chooses one way to log in after the other, and remembers what became of each. */
export interface Login {
  /** The next way, or false where none is left. @throws HostError `cancelled` */
  next(offered: string[] | undefined, partial: boolean): Promise<AnyAuthMethod | false>;
  /** `agent: 2 keys offered, all refused; password: not offered by the host` */
  report(): string;
}

export function createLogin(settings: Settings, context: LoginContext): Login {
  const username = settings.user;
  const label = labelOf(settings);
  const outcomes = new Map<string, string[]>();
  const note = (source: string, outcome: string) => outcomes.set(source, [...(outcomes.get(source) ?? []), outcome]);
  let identities: Identities | undefined;
  let untried: Identity[] = [];
  let offeredByHost: string[] = [];
  let current: { source: string; outcome: string; signed?: boolean } | undefined;
  const rounds = { password: 0, 'keyboard-interactive': 0 };

  /** One key as an agent of its own, so that what becomes of it is known before the next is offered. */
  function single(
    identity: Identity,
    attempt: { outcome: string; signed?: boolean },
  ): InstanceType<typeof ssh2.BaseAgent> {
    class OneKey extends ssh2.BaseAgent<ParsedKey> {
      override getIdentities(found: (error: Error | null, keys?: ParsedKey[]) => void): void {
        found(null, [identity.key]);
      }
      override sign(_key: ParsedKey, data: Buffer, options: unknown, done?: unknown): void {
        const hash = (options as { hash?: string } | undefined)?.hash;
        const answer = (done ?? options) as (error: Error | null, signature?: Buffer) => void;
        context.ask(identity.sign(data, hash)).then(
          (signature) => {
            attempt.signed = true;
            answer(null, signature);
          },
          (error: Error) => {
            if (error instanceof HostError) return context.giveUp(error);
            attempt.outcome = error.message;
            answer(error);
          },
        );
      }
    }
    return new OneKey();
  }

  async function publicKey(): Promise<AnyAuthMethod | undefined> {
    if (!identities) {
      identities = await context.ask(identitiesOf(settings, context));
      untried = [...identities.offered];
    }
    const identity = untried.shift();
    if (!identity) return undefined;
    current = { source: identity.source, outcome: REFUSED };
    return { type: 'agent', username, agent: single(identity, current) };
  }

  async function password(): Promise<AnyAuthMethod | undefined> {
    const remembered = rounds.password === 0 ? context.passwords.get(label) : undefined;
    if (rounds.password >= settings.passwordPrompts) return undefined;
    if (remembered === undefined && !context.prompts) {
      if (rounds.password++ === 0) note('password', 'not given, as there is no one to ask');
      return undefined;
    }
    const retry = rounds.password++ > 0;
    const answer =
      remembered ??
      (await context.ask(context.prompts!.password({ host: hostWithPort(settings), user: username, retry })));
    if (answer === undefined) throw new HostError('cancelled', `The login to ${label} was cancelled.`);
    current = { source: 'password', outcome: REFUSED };
    context.passwords.set(label, answer);
    return { type: 'password', username, password: answer };
  }

  function keyboardInteractive(): AnyAuthMethod | undefined {
    if (rounds['keyboard-interactive'] >= settings.passwordPrompts) return undefined;
    if (!context.prompts) {
      if (rounds['keyboard-interactive']++ === 0)
        note('keyboard-interactive', 'not answered, as there is no one to ask');
      return undefined;
    }
    rounds['keyboard-interactive']++;
    current = { source: 'keyboard-interactive', outcome: REFUSED };
    return {
      type: 'keyboard-interactive',
      username,
      prompt: (name, instructions, _language, fields, finish) => {
        challenge(name, instructions, fields).then(finish, (error: unknown) => {
          context.giveUp(error instanceof HostError ? error : cancelledBy(error));
        });
      },
    };
  }

  async function challenge(name: string, instructions: string, fields: Prompt[]): Promise<string[]> {
    const answers = await context.ask(
      context.prompts!.challenge({
        host: label,
        name,
        instructions,
        fields: fields.map(({ prompt, echo }) => ({ label: prompt, echo: echo ?? false })),
      }),
    );
    if (!answers) throw new HostError('cancelled', `The login to ${label} was cancelled.`);
    return answers;
  }

  function cancelledBy(cause: unknown): HostError {
    return new HostError('cancelled', `The login to ${label} was cancelled.`, { cause });
  }

  /** Records what became of the way that was tried last. */
  function settle(partial: boolean): void {
    if (!current) return;
    if (!partial && current.source === 'password') context.passwords.delete(label);
    note(current.source, partial ? 'accepted, but the host wants more' : current.outcome);
    current = undefined;
  }

  return {
    async next(offered, partial) {
      // ssh2 does not tell what the host said to a key of an agent: asked anew, the host says what it wants now.
      if (current?.signed) {
        const { source, outcome } = current;
        current = { source, outcome };
        return { type: 'none', username };
      }
      if (offered === undefined) return { type: 'none', username };
      const wantsMore = partial || (current !== undefined && offered.join() !== offeredByHost.join());
      settle(wantsMore);
      offeredByHost = offered;
      for (const method of settings.preferredAuthentications) {
        if (!offered.includes(method) || settings.disabledAuthentications.includes(method)) continue;
        const attempt =
          method === 'publickey'
            ? await publicKey()
            : method === 'keyboard-interactive'
              ? keyboardInteractive()
              : method === 'password'
                ? await password()
                : undefined;
        if (attempt) return attempt;
      }
      return false;
    },
    report() {
      settle(false);
      return reportOf({
        outcomes,
        unusable: identities?.unusable ?? new Map(),
        untried: untried.length,
        disabled: settings.disabledAuthentications,
        offered: offeredByHost,
      });
    },
  };
}
