import { expect, test } from 'vitest';
import { environmentFile } from './token.ts';

test.each([
  ['CACHIX_AGENT_TOKEN=eyJ.a-b_c.d\n', 'CACHIX_AGENT_TOKEN=eyJ.a-b_c.d\n'],
  ['export CACHIX_AGENT_TOKEN=eyJ.a.b', 'CACHIX_AGENT_TOKEN=eyJ.a.b'],
  [
    '# of web-1\n\texport CACHIX_AGENT_TOKEN="eyJ.a.b"\nexport A=1\n',
    '# of web-1\nCACHIX_AGENT_TOKEN="eyJ.a.b"\nA=1\n',
  ],
  ['\neyJhbGciOiJIUzI1NiJ9.e30.AAAA\n\n', 'CACHIX_AGENT_TOKEN=eyJhbGciOiJIUzI1NiJ9.e30.AAAA\n'],
  ['YWJj==', 'CACHIX_AGENT_TOKEN=YWJj==\n'],
  ['TOKEN=export x', 'TOKEN=export x'],
  ['two words\n', 'two words\n'],
  ['', ''],
])('makes %j a file for systemd', (content, expected) => {
  expect(environmentFile(Buffer.from(content)).toString()).toBe(expected);
});
