import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is a binary cache, made by Nix. */
export interface BinaryCache {
  folder: string;
  /** In the cache, and signed; it refers to another path. */
  path: string;
  /** In the cache without a signature. */
  unsigned: string;
  publicKey: string;
  remove(): void;
}

const dependency = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-dependency';
const system = '/nix/store/1123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05';
const other = '/nix/store/2123456789abcdfghijklmnpqrsvwxyz-nixos-system-db-25.05';
/** In no cache. */
export const absent = '/nix/store/3123456789abcdfghijklmnpqrsvwxyz-nixos-system-absent-25.05';

/** Makes a store of three paths and copies them, two of them signed with a new key, into a binary cache. */
export function makeBinaryCache(): BinaryCache {
  const base = mkdtempSync(join(tmpdir(), 'nix-agents-cache-'));
  const at = (...names: string[]) => join(base, ...names);
  const root = at('root');
  mkdirSync(at('etc'));
  writeFileSync(at('etc', 'nix.conf'), 'sandbox = false\nsubstituters =\nexperimental-features = nix-command\n');
  const { NIX_STORE_DIR: _, NIX_STATE_DIR: __, ...rest } = process.env;
  const env = { ...rest, HOME: base, NIX_CONF_DIR: at('etc'), NIX_REMOTE: `local?root=${root}` };
  const nix = (program: string, args: readonly string[], input = ''): Buffer =>
    execFileSync(program, args, { env, input, stdio: ['pipe', 'pipe', 'pipe'] });

  // Registered and not added: what is added is addressed by its content, and needs no signature.
  mkdirSync(join(root, 'nix', 'store'), { recursive: true });
  const records = [dependency, system, other].map((path) => {
    mkdirSync(join(root, path));
    writeFileSync(join(root, path, 'nixos-version'), path === system ? dependency : '25.05');
    const hash = nix('nix-hash', ['--type', 'sha256', join(root, path)])
      .toString()
      .trim();
    const size = nix('nix-store', ['--dump', join(root, path)]).length;
    return [path, hash, size, '', ...(path === system ? [1, dependency] : [0])].join('\n');
  });
  nix('nix-store', ['--load-db'], `${records.join('\n')}\n`);
  nix('nix-store', ['--generate-binary-cache-key', 'mycache.cachix.org-1', at('secret'), at('public')]);
  nix('nix', ['copy', '--to', `file://${at('cache')}?secret-key=${at('secret')}`, system]);
  nix('nix', ['copy', '--no-check-sigs', '--to', `file://${at('cache')}`, other]);
  return {
    folder: at('cache'),
    path: system,
    unsigned: other,
    publicKey: readFileSync(at('public'), 'utf8'),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** One request as it arrived. */
export interface Arrived {
  host: string;
  path: string;
  authorization: string | undefined;
}

/** What the stand-in answers to a request in the place of the cache's files. */
export type Reply = { status: number; headers?: Record<string, string>; body?: string };

export interface StandIn {
  /** Its own address, without a slash at the end. It is also an HTTP proxy, behind which it is every host. */
  url: string;
  arrived: Arrived[];
  close(): Promise<void>;
}

/** A stand-in for Cachix and for any host with a binary cache, on 127.0.0.1. */
export async function startStandIn(
  folder: string,
  reply: (request: Arrived) => Reply | undefined = () => undefined,
): Promise<StandIn> {
  const arrived: Arrived[] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    const asked = new URL(url, `http://${headers.host}`);
    const request = { host: asked.hostname, path: asked.pathname, authorization: headers.authorization };
    arrived.push(request);
    const { status, headers: more = {}, body = '' } = reply(request) ?? fileReply(folder, asked.pathname);
    response.writeHead(status, more).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileReply(folder: string, path: string): Reply {
  try {
    return { status: 200, body: readFileSync(join(folder, path), 'utf8') };
  } catch {
    return { status: 404, body: '404' };
  }
}
