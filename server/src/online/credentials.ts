import type { CredentialsAnswer } from '../facts/online.ts';
import type { Asker } from './ask.ts';
import type { OnlineCache } from './caches.ts';
import { inParallel } from './parallel.ts';

/** So many caches are asked about at once. */
const most = 4;

export interface CredentialsAnswers {
  answers: { cache: string; token: string | undefined; answer: CredentialsAnswer }[];
  failures: string[];
}

/**
 * Asks Cachix what it knows of caches, each with its own token.
 * @param host where Cachix is
 * @see https://github.com/cachix/cachix/blob/master/cachix-api/src/Cachix/API.hs
 */
export async function askForCredentials(
  caches: readonly OnlineCache[],
  host: string,
  asker: Asker,
  signal: AbortSignal,
): Promise<CredentialsAnswers> {
  const found: CredentialsAnswers = { answers: [], failures: [] };
  await inParallel(caches, most, async ({ name, login, cachix }) => {
    if (!cachix) return;
    try {
      const url = new URL(`/api/v1/cache/${name}`, host);
      const { status, text } = await asker.get(url, login && `Bearer ${login[1]}`, signal);
      found.answers.push({ cache: name, token: cachix.token, answer: readAnswer(status, text) });
    } catch (error) {
      signal.throwIfAborted();
      const why = error instanceof Error ? error.message : 'it could not be asked';
      found.failures.push(`The credentials of "${name}" could not be tested with Cachix: ${why}.`);
    }
  });
  return found;
}

function readAnswer(status: number, text: string): CredentialsAnswer {
  if (status === 401 || status === 403) return { state: 'refused' };
  if (status === 404) return { state: 'unknown' };
  if (status === 407) throw new Error('the proxy asks for a login');
  if (status !== 200) throw new Error(`it answers with the status ${status}`);
  const { permission, publicSigningKeys } = parsed(text);
  const keys: unknown[] = Array.isArray(publicSigningKeys) ? publicSigningKeys : [];
  if (typeof permission !== 'string') throw new Error('it answers in a form that is not known');
  // They are offered as the text of a file: nothing but a key may come through.
  const publicKeys = keys.filter((key) => typeof key === 'string' && /^[\w.-]+:[A-Za-z\d+/]{43}=$/.test(key));
  return { state: 'known', permission, publicKeys: publicKeys as string[] };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
