import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { offeredAlgorithms } from './algorithms.ts';
import { readConfiguration } from './configuration.ts';
import { homeFolder } from './expand.ts';
import type { Address } from './pool.ts';
import { resolveAddress } from './resolve.ts';
import { labelOf, parseJump, readSettings, type Settings } from './settings.ts';

const HOME = homeFolder();
const ME = userInfo().username;

/** What is asked for, the configuration, and what matters of the answer. `@` in a path is the folder of the test. */
const TABLE: [name: string, address: Address, config: string, expected: Partial<Settings>][] = [
  ['nothing', { host: 'web' }, '', { alias: 'web', hostname: 'web', port: 22, user: ME }],
  ['an address', { host: '203.0.113.10' }, '', { hostname: '203.0.113.10' }],
  ['an IPv6 address', { host: '2001:db8::1' }, '', { hostname: '2001:db8::1' }],
  ['upper case', { host: 'WEB.Example' }, '', { hostname: 'web.example' }],
  ['a user that is asked for', { host: 'web', user: 'ada' }, 'User root', { user: 'ada' }],
  ['a port that is asked for', { host: 'web', port: 2200 }, 'Port 22', { port: 2200 }],
  ['HostName', { host: 'web' }, 'Host web\n HostName 203.0.113.10', { hostname: '203.0.113.10' }],
  ['HostName with %h', { host: 'web' }, 'HostName %h.example.com', { hostname: 'web.example.com' }],
  ['HostName with %%', { host: 'web' }, 'HostName a%%h', { hostname: 'a%h' }],
  ['the first value wins', { host: 'web' }, 'Host web\n Port 1\nHost *\n Port 2', { port: 1 }],
  ['options before any Host', { host: 'web' }, 'Port 7\nHost web\n Port 8', { port: 7 }],
  ['=', { host: 'web' }, 'Host=web\n Port=2022\n User = ada', { port: 2022, user: 'ada' }],
  ['keywords in any case', { host: 'web' }, 'hOST web\n pORT 2022', { port: 2022 }],
  ['quotes', { host: 'web' }, 'Host "web"\n User "ada"', { user: 'ada' }],
  ['comments', { host: 'web' }, '# Port 1\nHost web # comment\n  # Port 2\n Port 3 # comment', { port: 3 }],
  ['tabs and CR', { host: 'web' }, 'Host web\r\n\tPort\t2022\r\n', { port: 2022 }],
  ['Host: *', { host: 'web-1' }, 'Host web-*\n Port 3', { port: 3 }],
  ['Host: ?', { host: 'web1' }, 'Host web?\n Port 3\nHost *\n Port 4', { port: 3 }],
  ['Host: ? is one character', { host: 'web12' }, 'Host web?\n Port 3\nHost *\n Port 4', { port: 4 }],
  ['Host: negated', { host: 'web-old' }, 'Host web-* !web-old\n Port 3', { port: 22 }],
  ['Host: only negated', { host: 'web' }, 'Host !db\n Port 3', { port: 22 }],
  ['Host: several', { host: 'db' }, 'Host web db\n Port 3', { port: 3 }],
  ['Host: case', { host: 'WEB' }, 'Host web\n Port 3', { port: 22 }],
  [
    'Host matches what is asked for',
    { host: 'web' },
    'Host web\n HostName x\nHost x\n Port 3',
    { hostname: 'x', port: 22 },
  ],
  ['Match all', { host: 'web' }, 'Match all\n Port 3', { port: 3 }],
  [
    'Match host: the name it leads to',
    { host: 'web' },
    'Host web\n HostName x.lan\nMatch host *.lan\n Port 3',
    { port: 3 },
  ],
  ['Match host: not the alias', { host: 'web' }, 'Host web\n HostName x.lan\nMatch host web\n Port 3', { port: 22 }],
  ['Match host: list', { host: 'db' }, 'Match host web,db\n Port 3', { port: 3 }],
  ['Match host: negated in the list', { host: 'db' }, 'Match host *,!db\n Port 3', { port: 22 }],
  ['Match originalhost', { host: 'web' }, 'HostName x\nMatch originalhost web\n Port 3', { port: 3 }],
  ['Match !host', { host: 'web' }, 'Match !host db\n Port 3', { port: 3 }],
  ['Match user', { host: 'web' }, 'User ada\nMatch user ada\n Port 3', { port: 3 }],
  ['Match user: the one asked for', { host: 'web', user: 'eve' }, 'Match user eve\n Port 3', { port: 3 }],
  ['Match user: the local one', { host: 'web' }, `Match user ${ME}\n Port 3`, { port: 3 }],
  ['Match localuser', { host: 'web', user: 'x' }, `Match localuser ${ME}\n Port 3`, { port: 3 }],
  ['Match of two', { host: 'web' }, 'User ada\nMatch host web user eve\n Port 3', { port: 22 }],
  ['Match final', { host: 'web' }, 'Match final host web\n Port 3\nHost *\n User ada', { port: 3, user: 'ada' }],
  ['Match final comes last', { host: 'web' }, 'Match final all\n Port 3\nHost *\n Port 4', { port: 4 }],
  [
    'Match canonical',
    { host: 'web.example' },
    'CanonicalizeHostname yes\nCanonicalizeMaxDots 0\nMatch canonical all\n Port 3',
    { port: 3 },
  ],
  ['Match canonical without CanonicalizeHostname', { host: 'web' }, 'Match canonical all\n Port 3', { port: 22 }],
  ['Include', { host: 'web' }, 'Include @/extra\nPort 9', { port: 2022 }],
  ['Include of several', { host: 'web' }, 'Include @/none @/extra', { port: 2022 }],
  ['Include by pattern, in order', { host: 'web' }, 'Include @/parts/*.conf', { port: 1, user: 'second' }],
  ['Include by [pattern]', { host: 'web' }, 'Include @/parts/[2-9]*.conf', { port: 2, user: 'second' }],
  ['Include in a Host that matches', { host: 'web' }, 'Host web\n Include @/extra\nHost *\n Port 9', { port: 2022 }],
  ['Include in a Host that does not', { host: 'db' }, 'Host web\n Include @/extra\nHost *\n Port 9', { port: 9 }],
  ['Include with a Host of its own', { host: 'db' }, 'Include @/hosts\nPort 9', { port: 5433 }],
  ['what follows an Include in its Host', { host: 'web' }, 'Host web\n Include @/hosts\n Port 9', { port: 9 }],
  ['Include of an Include', { host: 'web' }, 'Include @/nested', { port: 2022 }],
  [
    'IdentityFile: several',
    { host: 'web' },
    'IdentityFile ~/a\nIdentityFile /b',
    { identityFiles: [`${HOME}/a`, '/b'] },
  ],
  [
    'IdentityFile: of all that match',
    { host: 'web' },
    'Host web\n IdentityFile /a\nHost *\n IdentityFile /b',
    { identityFiles: ['/a', '/b'] },
  ],
  ['IdentityFile: once', { host: 'web' }, 'IdentityFile /a\nIdentityFile /a', { identityFiles: ['/a'] }],
  [
    'IdentityFile: tokens',
    { host: 'web', user: 'ada' },
    'HostName x\nPort 9\nIdentityFile %d/%h_%n_%p_%r_%u_%%',
    { identityFiles: [`${HOME}/x_web_9_ada_${ME}_%`] },
  ],
  [
    'IdentityFile: local names',
    { host: 'web' },
    'IdentityFile /%l_%L_%i',
    { identityFiles: [`/${hostname()}_${hostname().replace(/\..*/, '')}_${userInfo().uid}`] },
  ],
  [
    'IdentityFile: environment',
    { host: 'web' },
    'IdentityFile \x24{SSH_TEST_FOLDER}/id',
    { identityFiles: ['/from/environment/id'] },
  ],
  ['IdentityFile: a blank', { host: 'web' }, 'IdentityFile "/with blank/id"', { identityFiles: ['/with blank/id'] }],
  ['IdentityFile: none', { host: 'web' }, 'IdentityFile none', { identityFiles: [] }],
  ['CertificateFile', { host: 'web' }, 'CertificateFile ~/id-cert.pub', { certificateFiles: [`${HOME}/id-cert.pub`] }],
  ['IdentitiesOnly', { host: 'web' }, 'IdentitiesOnly yes', { identitiesOnly: true }],
  ['IdentityAgent', { host: 'web' }, 'IdentityAgent ~/agent.sock', { identityAgent: `${HOME}/agent.sock` }],
  [
    'IdentityAgent: a blank',
    { host: 'web' },
    'IdentityAgent "~/Library/Group Containers/agent.sock"',
    { identityAgent: `${HOME}/Library/Group Containers/agent.sock` },
  ],
  ['IdentityAgent: none', { host: 'web' }, 'IdentityAgent none', { identityAgent: 'none' }],
  [
    'IdentityAgent: a variable',
    { host: 'web' },
    'IdentityAgent $SSH_TEST_FOLDER',
    { identityAgent: '/from/environment' },
  ],
  ['IdentityAgent: SSH_AUTH_SOCK', { host: 'web' }, 'IdentityAgent SSH_AUTH_SOCK', { identityAgent: '/from/agent' }],
  [
    'ProxyJump',
    { host: 'web' },
    'ProxyJump ada@bastion:2200',
    { jumps: [{ host: 'bastion', user: 'ada', port: 2200 }] },
  ],
  [
    'ProxyJump: chain',
    { host: 'web' },
    'ProxyJump a,ssh://b:23,[2001:db8::1]:24',
    { jumps: [{ host: 'a' }, { host: 'b', port: 23 }, { host: '2001:db8::1', port: 24 }] },
  ],
  ['ProxyJump: none', { host: 'web' }, 'Host web\n ProxyJump none\nHost *\n ProxyJump bastion', { jumps: [] }],
  ['ProxyJump before ProxyCommand', { host: 'web' }, 'ProxyJump a\nProxyCommand nc %h %p', { jumps: [{ host: 'a' }] }],
  ['ProxyCommand', { host: 'web' }, 'ProxyCommand nc %h %p', { proxyCommand: 'nc %h %p', jumps: [] }],
  ['ProxyCommand: with quotes', { host: 'web' }, 'ProxyCommand sh -c "nc %h %p"', { proxyCommand: 'sh -c "nc %h %p"' }],
  [
    'ProxyCommand before ProxyJump',
    { host: 'web' },
    'ProxyCommand nc %h %p\nProxyJump a',
    { proxyCommand: 'nc %h %p', jumps: [] },
  ],
  ['ProxyCommand: none', { host: 'web' }, 'ProxyCommand none', {}],
  ['HostKeyAlias', { host: 'web' }, 'HostKeyAlias production', { hostKeyAlias: 'production' }],
  ['UserKnownHostsFile', { host: 'web' }, 'UserKnownHostsFile ~/a /b', { userKnownHosts: [`${HOME}/a`, '/b'] }],
  [
    'UserKnownHostsFile: a blank',
    { host: 'web' },
    'UserKnownHostsFile "/with blank" /b',
    { userKnownHosts: ['/with blank', '/b'] },
  ],
  ['UserKnownHostsFile: none', { host: 'web' }, 'UserKnownHostsFile none', { userKnownHosts: [] }],
  ['UserKnownHostsFile: tokens', { host: 'web' }, 'UserKnownHostsFile /known/%h', { userKnownHosts: ['/known/web'] }],
  ['GlobalKnownHostsFile', { host: 'web' }, 'GlobalKnownHostsFile /a /b', { globalKnownHosts: ['/a', '/b'] }],
  ['RevokedHostKeys', { host: 'web' }, 'RevokedHostKeys /revoked', { revokedHostKeys: '/revoked' }],
  ['HashKnownHosts', { host: 'web' }, 'HashKnownHosts yes', { hashKnownHosts: true }],
  ...(
    [
      ['yes', 'yes'],
      ['ask', 'ask'],
      ['accept-new', 'accept-new'],
      ['no', 'no'],
      ['off', 'no'],
    ] as const
  ).map(([written, meant]): (typeof TABLE)[number] => [
    `StrictHostKeyChecking ${written}`,
    { host: 'web' },
    `StrictHostKeyChecking ${written}`,
    { strictHostKeyChecking: meant },
  ]),
  ['StrictHostKeyChecking by default', { host: 'web' }, '', { strictHostKeyChecking: 'ask', hashKnownHosts: false }],
  [
    'NoHostAuthenticationForLocalhost',
    { host: 'localhost' },
    'NoHostAuthenticationForLocalhost yes',
    { noHostAuthenticationForLocalhost: true },
  ],
  ['ConnectTimeout', { host: 'web' }, 'ConnectTimeout 7', { connectTimeout: 7000 }],
  ['ConnectTimeout: a time', { host: 'web' }, 'ConnectTimeout 1m30s', { connectTimeout: 90_000 }],
  [
    'ServerAlive',
    { host: 'web' },
    'ServerAliveInterval 2m\nServerAliveCountMax 5',
    { serverAliveInterval: 120, serverAliveCountMax: 5 },
  ],
  [
    'PreferredAuthentications',
    { host: 'web' },
    'PreferredAuthentications password,publickey',
    { preferredAuthentications: ['password', 'publickey'] },
  ],
  [
    'methods switched off',
    { host: 'web' },
    'PubkeyAuthentication no\nPasswordAuthentication no\nKbdInteractiveAuthentication no',
    { disabledAuthentications: ['publickey', 'password', 'keyboard-interactive'] },
  ],
  ['NumberOfPasswordPrompts', { host: 'web' }, 'NumberOfPasswordPrompts 1', { passwordPrompts: 1 }],
  ['AddressFamily', { host: 'web' }, 'AddressFamily inet6', { addressFamily: 'inet6' }],
  ['BindAddress', { host: 'web' }, 'BindAddress 127.0.0.2', { bindAddress: '127.0.0.2' }],
  ['Ciphers', { host: 'web' }, 'Ciphers aes256-ctr,aes128-ctr', { ciphers: ['aes256-ctr', 'aes128-ctr'] }],
  ['KexAlgorithms: one more', { host: 'web' }, 'KexAlgorithms +diffie-hellman-group1-sha1', {}],
  ['KexAlgorithms: fewer', { host: 'web' }, 'KexAlgorithms -curve*,ecdh*', {}],
  ['HostKeyAlgorithms: one first', { host: 'web' }, 'HostKeyAlgorithms ^rsa-sha2-512', {}],
  ['HostKeyAlgorithms: SHA-1', { host: 'web' }, 'HostKeyAlgorithms +ssh-rsa', {}],
  ['MACs', { host: 'web' }, 'MACs hmac-sha2-512', { macs: ['hmac-sha2-512'] }],
];

describe(`${TABLE.length} configurations`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nix-agents-config-'));
    vi.stubEnv('SSH_TEST_FOLDER', '/from/environment');
    vi.stubEnv('SSH_AUTH_SOCK', '/from/agent');
    await mkdir(join(folder, 'parts'));
    const files: Record<string, string> = {
      extra: 'Port 2022\n',
      hosts: 'Host db\n  Port 5433\n',
      nested: `Include ${folder}/extra\nPort 1\n`,
      'parts/1.conf': 'Port 1\n',
      'parts/2.conf': 'Port 2\nUser second\n',
      'parts/3.other': 'User third\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  /** What takes part in the comparison: `other` holds options that are not read. */
  const comparable = (settings: Settings) => {
    const { other: _other, kex: _kex, ciphers: _ciphers, macs: _macs, hostKeyAlgorithms: _keys, ...rest } = settings;
    return {
      ...rest,
      offered: offeredAlgorithms(settings, []),
      // Types that only some versions of OpenSSH know.
      identityFiles: rest.identityFiles.filter((file) => !/id_(xmss|dsa)$/.test(file)),
    };
  };

  it.each(TABLE)('%s', async (_name, address, config, expected) => {
    const configFile = join(folder, 'config');
    await writeFile(configFile, config.replaceAll('@/', `${folder}/`));
    const settings = await resolveAddress(address, { configFile });
    expect(settings).toMatchObject(expected);
    const query = { host: address.host ?? '', user: address.user, port: address.port };
    const own = readSettings(query.host, await readConfiguration(query, configFile));
    expect(comparable(own), 'read without ssh').toEqual(comparable(settings));
  });

  it('leave Match exec unmatched where there is no ssh to read them', async () => {
    const configFile = join(folder, 'config');
    await writeFile(configFile, `Match exec "touch ${folder}/executed"\n  Port 3\nHost *\n  Port 4\n`);
    const options = await readConfiguration({ host: 'web' }, configFile);
    expect(options.get('port')).toEqual(['4']);
    await expect(rm(join(folder, 'executed'))).rejects.toThrow('ENOENT');
  });

  it('give way to --known-hosts and --identity', async () => {
    const configFile = join(folder, 'config');
    await writeFile(configFile, 'IdentityFile /a\nUserKnownHostsFile /b\n');
    const settings = await resolveAddress(
      { host: 'web' },
      { configFile, knownHostsFile: '/known', identityFile: '/id' },
    );
    expect(settings).toMatchObject({
      userKnownHosts: ['/known'],
      globalKnownHosts: [],
      identityFiles: ['/id'],
      identitiesOnly: true,
    });
  });
});

describe('names', () => {
  it('of hosts carry the port where it is not 22', () => {
    expect(labelOf({ user: 'root', alias: 'web', port: 22 })).toBe('root@web');
    expect(labelOf({ user: 'root', alias: 'web', port: 2200 })).toBe('root@web:2200');
    expect(labelOf({ user: 'root', alias: '2001:db8::1', port: 2200 })).toBe('root@[2001:db8::1]:2200');
  });

  it('of jumps may have a user with an @', () => {
    expect(parseJump('ada@corp@bastion')).toEqual({ host: 'bastion', user: 'ada@corp' });
  });
});
