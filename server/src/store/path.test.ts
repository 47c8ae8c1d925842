// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what a workflow of GitHub leaves unexpanded
import { describe, expect, test } from 'vitest';
import { isResultLink, storePathFault } from './path.ts';

const hash = '0123456789abcdfghijklmnpqrsvwxyz';
const path = `/nix/store/${hash}-nixos-system-web-25.05`;

test.each([
  path,
  `/nix/store/${hash}-a`,
  `/nix/store/${hash}-.hidden`,
  `/nix/store/${hash}-${'x'.repeat(211)}`,
  `/nix/store/${hash}-a+b?c=d_e`,
])('%s is a store path', (text) => {
  expect(storePathFault(text)).toBeUndefined();
});

describe('everything else is told apart', () => {
  test.each<[string, string, RegExp]>([
    ['', 'store-path', /empty/],
    ['nix/store/x', 'store-path', /not absolute/],
    ['/etc/nixos', 'store-path', /not in the Nix store/],
    [`/opt/store/${hash}-x`, 'store-path', /in the store \/opt\/store/],
    ['${{ steps.build.outputs.path }}', 'store-path', /not expanded/],
    ['$out', 'store-path', /"\$out" is not expanded/],
    ['~/result', 'store-path', /not expanded/],
    ['./result', 'store-path', /link/],
    ['/home/me/result-doc', 'store-path', /link/],
    [`/nix/store/${hash.replace('w', 'e')}-web`, 'store-path', /"e", character 29/],
    [`/nix/store/${hash.toUpperCase()}-web`, 'store-path', /capitals/],
    [`/nix/store/${hash.slice(1)}-web`, 'store-path', /31 characters/],
    [`/nix/store/${hash}web`, 'store-path', /dash|35 characters/],
    [`/nix/store/${hash}-`, 'store-path', /name behind the dash is missing/],
    [`/nix/store/${hash}-${'x'.repeat(212)}`, 'store-path', /212 characters/],
    [`/nix/store/${hash}-a b`, 'store-path', /" " cannot/],
    [`/nix/store/${hash}-..`, 'store-path', /begins with/],
    [`${path}/bin/x`, 'sub-path', /before "\/bin\/x"/],
    [`${path}/`, 'sub-path', /slash/],
    [`${path}\n`, 'sub-path', /white space/],
    [`${path}.drv`, 'derivation', /derivation/],
  ])('%j', (text, kind, message) => {
    const fault = storePathFault(text);
    expect(fault?.kind).toBe(kind);
    expect(fault?.message).toMatch(message);
    if (fault?.meant) expect(storePathFault(fault.meant)).toBeUndefined();
  });
});

test('a link that a build leaves behind is known by its name', () => {
  expect(['result', './result', '/x/result-man'].every(isResultLink)).toBe(true);
  expect(['results', path, `${path}/result`].some(isResultLink)).toBe(false);
});
