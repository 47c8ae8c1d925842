import { describe, expect, it, vi } from 'vitest';
import type { LanguageClient } from 'vscode-languageclient/node';

vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly #listeners: ((value: unknown) => void)[] = [];
    event = (listener: (value: unknown) => void) => this.#listeners.push(listener);
    fire(value: unknown) {
      for (const listener of this.#listeners) listener(value);
    }
    dispose() {}
  },
  l10n: { t: (message: string) => message },
}));

const { createLanguageServer } = await import('./server.ts');
type Log = Parameters<typeof createLanguageServer>[0];

/** A stand-in for the client: it starts as told, and answers every request with the method's name. */
function setup(starts: ('well' | 'badly')[]) {
  const alive = new Set<number>();
  const gaveUp: (() => void)[] = [];
  const notifications: (() => void)[] = [];
  let made = 0;
  const log = { error: () => {}, warn: () => {} } as unknown as Log;
  const server = createLanguageServer(log, async (crashed) => {
    const number = made++;
    gaveUp.push(crashed);
    return {
      start: async () => {
        if (starts[number] === 'badly') throw new Error('no program');
        alive.add(number);
      },
      dispose: async () => void alive.delete(number),
      onNotification: (_: string, listener: () => void) => notifications.push(listener),
      sendRequest: async (method: string) => method,
    } as unknown as LanguageClient;
  });
  const states: string[] = [];
  server.onDidChangeState((state) => states.push(state));
  return { server, states, alive, gaveUp, notifications, made: () => made };
}

describe('the language server', () => {
  it('is started by the first question, once', async () => {
    const { server, states, made } = setup(['well']);
    expect(server.state).toBe('idle');
    expect(await Promise.all([server.ask('a', null), server.ask('b', null)])).toEqual(['a', 'b']);
    expect(made()).toBe(1);
    expect(states).toEqual(['starting', 'running']);
  });

  it('says in a sentence that it does not run, and runs after a restart', async () => {
    const { server } = setup(['badly', 'well']);
    await server.start();
    expect(server.state).toBe('failed');
    await expect(server.ask('a', null)).rejects.toThrow('Restart Language Server');
    await server.restart();
    expect(await server.ask('a', null)).toBe('a');
  });

  it('restarts one after the other, and leaves one running', async () => {
    const { server, alive, made } = setup(['well', 'well', 'well']);
    await server.start();
    await Promise.all([server.restart(), server.restart()]);
    expect(made()).toBe(3);
    expect([...alive]).toEqual([2]);
  });

  it('has failed when it crashed too often', async () => {
    const { server, gaveUp } = setup(['well']);
    await server.start();
    gaveUp[0]?.();
    expect(server.state).toBe('failed');
  });

  it('tells when the agents changed', async () => {
    const { server, notifications } = setup(['well']);
    let changes = 0;
    server.onDidChangeAgents(() => changes++);
    await server.start();
    notifications[0]?.();
    expect(changes).toBe(1);
  });
});
