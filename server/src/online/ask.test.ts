import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asker, type AskerOptions, createAsker } from './ask.ts';
import { proxyFor } from './proxy.ts';
import { type Reply, type StandIn, startStandIn } from './testing.ts';

const never = new AbortController().signal;
let standIns: StandIn[] = [];
let asker: Asker | undefined;
afterEach(async () => {
  asker?.close();
  for (const one of standIns) await one.close();
  standIns = [];
});

async function answering(...replies: Reply[]): Promise<StandIn> {
  const one = await startStandIn('/nowhere', () => replies.shift() ?? { status: 200, body: 'the end' });
  standIns.push(one);
  return one;
}

function get(url: string, options: AskerOptions = {}, signal = never) {
  asker = createAsker({ proxy: { off: true }, ...options });
  return asker.get(new URL(url), 'Bearer secret', signal);
}

describe('an asker', () => {
  it('keeps a token from the host that it is redirected to', async () => {
    const second = await answering();
    const first = await answering({ status: 302, headers: { location: `${second.url}/there` } });
    expect(await get(`${first.url}/here`)).toMatchObject({ status: 200, text: 'the end' });
    expect(first.arrived).toMatchObject([{ path: '/here', authorization: 'Bearer secret' }]);
    expect(second.arrived).toMatchObject([{ path: '/there', authorization: undefined }]);
  });

  it('gives up where redirects go round in circles', async () => {
    const circle = await answering(...Array.from({ length: 9 }, () => ({ status: 301, headers: { location: '/a' } })));
    await expect(get(circle.url)).rejects.toThrow('redirects to nowhere');
  });

  it('tries again when it is told to, but not for ever', async () => {
    const busy = { status: 429, headers: { 'retry-after': '0' } };
    const patient = await answering(busy, busy);
    expect(await get(patient.url)).toMatchObject({ status: 200 });
    expect(patient.arrived).toHaveLength(3);
    const never = await answering(busy, busy, busy, busy);
    expect(await get(never.url)).toMatchObject({ status: 429 });
  });

  it('does not wait longer than it has patience, and stops when it is cancelled', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    await expect(get(url, { patience: 50 })).rejects.toThrow('did not answer within');
    const cancel = new AbortController();
    const pending = get(url, {}, cancel.signal);
    cancel.abort(new Error('cancelled'));
    await expect(pending).rejects.toThrow('cancelled');
    silent.close();
  });

  it('asks a proxy for a tunnel where the address is one of https, and tells it no token', async () => {
    const asked: unknown[] = [];
    const proxy = createHttpServer().listen(0, '127.0.0.1');
    proxy.on('connect', ({ url, headers }, socket) => {
      asked.push([url, headers.authorization]);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise((resolve) => proxy.once('listening', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect(await get('https://mycache.cachix.test/x', { proxy: { url } })).toMatchObject({ status: 407 });
    expect(asked).toEqual([['mycache.cachix.test:443', undefined]]);
    proxy.close();
  });

  it('says in a clause what hindered it', async () => {
    const gone = await answering();
    await gone.close();
    await expect(get(gone.url)).rejects.toThrow('it refuses connections');
    await expect(get('http://x.test/', { proxy: { url: 'socks://user:secret@h' } })).rejects.toThrow(
      /^The proxy (?!.*secret)/,
    );
  });
});

describe('a proxy', () => {
  const url = new URL('https://mycache.cachix.org/x');
  it.each([
    [{}, { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    [{}, { HTTP_PROXY: 'proxy:3128' }, undefined],
    [{}, { all_proxy: 'http://proxy' }, 'http://proxy/'],
    [{}, { https_proxy: 'http://proxy', NO_PROXY: 'localhost, .cachix.org' }, undefined],
    [{}, { https_proxy: 'http://proxy', NO_PROXY: 'cachix.org:8443' }, 'http://proxy/'],
    [{}, { https_proxy: 'http://proxy', no_proxy: 'notcachix.org,ix.org' }, 'http://proxy/'],
    [{ url: 'http://editor' }, { https_proxy: 'http://proxy' }, 'http://editor/'],
    [{ except: ['*.cachix.org'] }, { https_proxy: 'http://proxy' }, undefined],
    [{ off: true }, { https_proxy: 'http://proxy' }, undefined],
  ])('is chosen by %j and %j', (settings, env, expected) => {
    expect(proxyFor(url, settings, env)?.href).toBe(expected);
  });
});
