import { readClaims } from '../../keys/jwt.ts';
import { readKey, signingKeyLength } from '../../keys/key.ts';
import { hasPassword } from './host.ts';

/** What kind of secret stands where a property of this name has this value; `undefined` where it is none. */
export function secretIn(name: string, value: string): string | undefined {
  if (/^pass(?:word|phrase)$/i.test(name)) return 'A password';
  if (/host|address/i.test(name) && hasPassword(value)) return 'A password';
  // The address of a flake or a store may hold one as well.
  if (/[a-z]:\/\/[^/@\s]*:[^/@\s]+@/i.test(value)) return 'A password';
  // Of a file, the name may say what it holds.
  const isFile = /^[./~]/.test(value);
  const named = (pattern: RegExp) => !isFile && pattern.test(name);
  if (readClaims(value) || /CACHIX_\w+_TOKEN=/.test(value)) return 'A token';
  if (named(/^(?:\w*_)?token$|^(?:auth|access|agent)token$/i)) return 'A token';
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value) || named(/^private_?key$/i)) return 'A private key';
  return value.length >= 86 && readKey(value).length === signingKeyLength ? 'A signing key' : undefined;
}
