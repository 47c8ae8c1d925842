import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKnownKeys, knownHostsName, matchesPattern } from './knownHosts.ts';
import { keygen } from './testing/sshd.ts';

const run = promisify(execFile);

describe('a look into known_hosts finds what ssh-keygen -F finds', () => {
  let folder: string;
  let file: string;
  let text: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nix-agents-known-hosts-'));
    const keys: string[] = [];
    for (const type of ['ed25519', 'ecdsa', 'rsa']) {
      await keygen(join(folder, type), ['-t', type]);
      keys.push((await readFile(join(folder, `${type}.pub`), 'utf8')).trim().split(' ').slice(0, 2).join(' '));
    }
    const [ed25519, ecdsa, rsa] = keys;
    const hashed = join(folder, 'hashed');
    await writeFile(hashed, `hidden.example.com ${ed25519}\n[hidden.example.com]:2222 ${rsa}\n198.51.100.7 ${ecdsa}\n`);
    await run('ssh-keygen', ['-H', '-f', hashed]);
    text = `# a comment
web.example.com ${ed25519} ada@example
web.example.com,198.51.100.4 ${ecdsa}

WEB.Example.COM ${rsa}
[web.example.com]:2222,[198.51.100.4]:2222 ${ed25519}
*.lan.example.com,!gateway.lan.example.com ${ed25519}
node-?.example.com ${rsa}
!*.internal,*.mixed ${ed25519}
*.mixed,!bad.mixed ${ecdsa}
@revoked old.example.com ${ed25519}
@cert-authority *.ca.example.com ${rsa}
@unknown web.example.com ${rsa}
\t web2.example.com\t${ed25519}
broken.example.com ssh-ed25519 AAAA
broken.example.com ssh-ed25519
mistyped.example.com ssh-rsa ${ed25519?.split(' ')[1]}
2001:db8::1 ${ed25519}
[2001:db8::1]:2022 ${ed25519}
[*]:2222 ${rsa}
crlf.example.com ${ecdsa}\r
${await readFile(hashed, 'utf8')}`;
    file = join(folder, 'known_hosts');
    await writeFile(file, text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['web.example.com', 22],
    ['Web.Example.com', 22],
    ['198.51.100.4', 22],
    ['web.example.com', 2222],
    ['198.51.100.4', 2222],
    ['web.example.com', 2223],
    ['a.lan.example.com', 22],
    ['gateway.lan.example.com', 22],
    ['lan.example.com', 22],
    ['node-1.example.com', 22],
    ['node-12.example.com', 22],
    ['host.mixed', 22],
    ['bad.mixed', 22],
    ['x.internal', 22],
    ['old.example.com', 22],
    ['build.ca.example.com', 22],
    ['web2.example.com', 22],
    ['2001:db8::1', 22],
    ['2001:db8::1', 2022],
    ['anything', 2222],
    ['crlf.example.com', 22],
    ['hidden.example.com', 22],
    ['hidden.example.com', 2222],
    ['hidden.example.com', 2223],
    ['198.51.100.7', 22],
    ['nowhere.example.com', 22],
  ])('%s port %i', async (host, port) => {
    const name = knownHostsName(host, port);
    const { stdout } = await run('ssh-keygen', ['-F', name, '-f', file]).catch((error) => ({
      stdout: error.stdout as string,
    }));
    const expected = [...stdout.matchAll(/found: line (\d+)( \w+)?/g)].map((match) => Number(match[1]));
    const found = findKnownKeys(text, name, file);
    expect(found.map(({ line }) => line)).toEqual(expected);
  });

  it('tells revoked keys and authorities from plain ones', () => {
    expect(findKnownKeys(text, 'old.example.com', file)).toMatchObject([{ marker: 'revoked', type: 'ssh-ed25519' }]);
    expect(findKnownKeys(text, 'build.ca.example.com', file)).toMatchObject([
      { marker: 'cert-authority', type: 'ssh-rsa' },
    ]);
  });

  it('takes no key for what is not one', () => {
    expect(findKnownKeys(text, 'broken.example.com', file)).toEqual([]);
    expect(findKnownKeys(text, 'mistyped.example.com', file)).toEqual([]);
  });

  it('matches patterns as a regular expression would, without its cost', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, name) => {
        const plain = name.replaceAll(/[*?]/g, 'a');
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesPattern(plain, pattern)).toBe(new RegExp(`^${source}$`).test(plain));
      }),
    );
    expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(200)}b`)).toBe(false);
  });
});
