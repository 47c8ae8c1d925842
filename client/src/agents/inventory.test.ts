import { describe, expect, it } from 'vitest';
import { InventoryError, readAddress, sshAliases, withHost } from './inventory.ts';

const agent = { name: 'agent', kind: 'hercules-ci' as const };

describe('giving an agent a host', () => {
  it('makes an inventory where there is none', () => {
    expect(JSON.parse(withHost(undefined, agent, { host: 'builder' }))).toEqual({
      agents: { agent: { kind: 'hercules-ci', host: 'builder' } },
    });
  });

  it('keeps what is there, with its order, indentation and line ends', () => {
    const text =
      '{\r\n\t"$schema": "x",\r\n\t"agents": {\r\n\t\t"agent": { "unit": "a.service" },\r\n\t\t"b": {}\r\n\t}\r\n}\r\n';
    expect(withHost(text, agent, { host: 'builder', port: 2222 })).toBe(
      [
        '{',
        '\t"$schema": "x",',
        '\t"agents": {',
        '\t\t"agent": {',
        '\t\t\t"unit": "a.service",',
        '\t\t\t"host": "builder",',
        '\t\t\t"port": 2222',
        '\t\t},',
        '\t\t"b": {}',
        '\t}',
        '}',
        '',
      ].join('\r\n'),
    );
  });

  it.each(['{', '[]', '{"agents": []}', '{"agents": {"agent": 1}}'])('does not touch %s', (text) =>
    expect(() => withHost(text, agent, { host: 'builder' })).toThrow(InventoryError),
  );
});

it.each([
  ['builder', { host: 'builder' }],
  ['root@203.0.113.10', { host: '203.0.113.10', user: 'root' }],
  ['root@builder:2222', { host: 'builder', port: 2222, user: 'root' }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['[2001:db8::1]:2222', { host: '2001:db8::1', port: 2222 }],
  ['ssh://builder', undefined],
  ['two words', undefined],
  ['builder:99999', undefined],
  ['-oProxyCommand=x', undefined],
  ['', undefined],
])('reads %s as a person means it', (text, expected) => expect(readAddress(text)).toEqual(expected));

it('offers the single hosts of an SSH configuration', () => {
  expect(sshAliases('Host builder web\n  User root\nHost *.example.org !x\nhost="mac"\nHost builder\n')).toEqual([
    'builder',
    'web',
    'mac',
  ]);
});
