import { expect, it } from 'vitest';
import { machineOf } from './machine.ts';
import { sshArguments } from './sshArguments.ts';

it('gives ssh the machine and the files of the settings', () => {
  expect(
    sshArguments({ host: '203.0.113.10', port: 2222, user: 'root' }, { configFile: '/c', knownHostsFile: '/k h' }),
  ).toEqual([
    '-F',
    '/c',
    '-o',
    'UserKnownHostsFile="/k h"',
    '-o',
    'GlobalKnownHostsFile=/dev/null',
    '-p',
    '2222',
    '-l',
    'root',
    '--',
    '203.0.113.10',
  ]);
});

it('never takes a host for an option', () => {
  expect(sshArguments({ host: '-oProxyCommand=x' }, {})).toEqual(['--', '-oProxyCommand=x']);
});

it('names a machine as it is written', () => {
  expect(machineOf({ host: '203.0.113.10', user: 'root', port: 22 })).toBe('root@203.0.113.10');
  expect(machineOf({ host: '2001:db8::1', port: 2222 })).toBe('[2001:db8::1]:2222');
});
