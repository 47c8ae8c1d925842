import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { type ProxySettings, proxyFor } from './proxy.ts';

export interface Answer {
  status: number;
  text: string;
}

/** Asks for what is at an address. */
export interface Asker {
  /**
   * @param authorization goes to the origin of `url` and to no other, wherever it redirects to
   * @throws Error with a clause for people, such as "it did not answer within 15 seconds"; what was sent is never in it
   */
  get(url: URL, authorization: string | undefined, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

export interface AskerOptions {
  proxy?: ProxySettings;
  /** Milliseconds that one answer may take. */
  patience?: number;
}

/** So many connections to one host are open at once. */
const mostSockets = 8;
const mostRedirects = 5;
const mostTries = 3;
/** Milliseconds before the second try, and the longest that a server may ask for. */
const shortestPause = 500;
const longestPause = 20_000;
/** Characters of the longest answer that is read: what is asked for has some hundred. */
const longestAnswer = 1024 * 1024;
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const passingFaults: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ETIMEDOUT']);

export function createAsker({ proxy = {}, patience = 15_000 }: AskerOptions = {}): Asker {
  const agents = new Map<string, http.Agent>();

  const agentFor = (url: URL): http.Agent => {
    const through = proxyFor(url, proxy);
    const key = `${url.protocol} ${through?.href ?? ''}`;
    let agent = agents.get(key);
    if (!agent) {
      agent = newAgent(url.protocol, through);
      agents.set(key, agent);
    }
    return agent;
  };

  const once = (url: URL, authorization: string | undefined, signal: AbortSignal): Promise<Response> => {
    const limit = AbortSignal.timeout(patience);
    const options = {
      agent: agentFor(url),
      signal: AbortSignal.any([signal, limit]),
      headers: { accept: '*/*', 'user-agent': 'nix-agents', ...(authorization ? { authorization } : {}) },
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(signal.aborted ? signal.reason : limit.aborted ? tooLate(patience) : error);
      const request = (url.protocol === 'https:' ? https : http).get(bare(url), options, (response) => {
        read(response).then(resolve, fail);
      });
      request.on('error', fail);
    });
  };

  const tried = async (url: URL, authorization: string | undefined, signal: AbortSignal): Promise<Response> => {
    for (let count = 1; ; count++) {
      let pause = shortestPause * 2 ** (count - 1);
      try {
        const response = await once(url, authorization, signal);
        if (!passing.has(response.status) || count === mostTries) return response;
        pause = pauseOf(response.retryAfter) ?? pause;
      } catch (error) {
        if (signal.aborted) throw error;
        const { code = '' } = error as NodeJS.ErrnoException;
        if (!passingFaults.has(code) || count === mostTries) throw new Error(reasonOf(error), { cause: code });
      }
      await sleep(Math.min(pause, longestPause), undefined, { signal });
    }
  };

  return {
    get: async (start, authorization, signal) => {
      let url = start;
      for (let hop = 0; hop <= mostRedirects; hop++) {
        const response = await tried(url, url.origin === start.origin ? authorization : undefined, signal);
        if (response.location === undefined) return response;
        if (!URL.canParse(response.location, url.href)) break;
        const next = new URL(response.location, url);
        if (next.protocol !== url.protocol && next.protocol !== 'https:') break;
        url = next;
      }
      throw new Error('it redirects to nowhere');
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

interface Response extends Answer {
  /** Where it redirects to. */
  location: string | undefined;
  retryAfter: string | undefined;
}

function newAgent(protocol: string, proxy: URL | undefined): http.Agent {
  const options = { keepAlive: true, maxSockets: mostSockets };
  if (!proxy) return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  return protocol === 'https:' ? new HttpsProxyAgent(proxy, options) : new HttpProxyAgent(proxy, options);
}

/** Node would send a login in an address by itself, whatever it was asked to send. */
function bare(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  return copy;
}

async function read(response: http.IncomingMessage): Promise<Response> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.length > longestAnswer) throw new Error('its answer is too long');
  }
  const { statusCode: status = 0, headers } = response;
  const location = status >= 300 && status < 400 ? headers.location : undefined;
  return { status, text, location, retryAfter: headers['retry-after'] };
}

/** Milliseconds of a Retry-After header, which has seconds or a date. */
function pauseOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const time = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(time) ? undefined : Math.max(0, time);
}

function tooLate(patience: number): Error {
  return new Error(`it did not answer within ${Math.round(patience / 1000)} seconds`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be asked';
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host name is not known to the network';
    case 'ECONNREFUSED':
      return 'it refuses connections';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it closed the connection';
    case undefined:
      return error.message;
    default:
      return `it could not be reached (${(error as NodeJS.ErrnoException).code})`;
  }
}
