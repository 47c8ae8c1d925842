const masked = '[masked]';

/** 64 bytes in base64: a Nix or Cachix signing key. */
const signingKey = /[A-Za-z0-9+/]{86}==(?![A-Za-z0-9+/=])/g;
/** An entry of a netrc file. */
const netrcPassword = /\b(password\s+)("[^"\n]*"|[^\s"]+)/gi;
/** Not the words that follow in a sentence, nor what a server demands. */
const bearer =
  /\b((?:Bearer|Basic)[ \t]{1,8})(?!(?:authentication|authorization|credentials|tokens?)(?:[\s.,;:)]|$)|realm=)[^\s"']{6,}/gi;
/** The password of a URL; the lengths keep a long run of one character from being gone through again and again. */
const urlPassword = /(:\/\/[^\s/:@"']{0,256}:)[^\s/@"']{1,1024}@/g;
const privateKey = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)[^\n]+/g;
const assignedToken =
  /\b((?:CACHIX_(?:AGENT|AUTH|ACTIVATE)_TOKEN|CACHIX_SIGNING_KEY)\s*=\s*)(?:"[^"\n]*"|'[^'\n]*'|\S+)/g;

/** The message without the secrets that agents are known to print: tokens, keys, passwords. */
export function maskSecrets(message: string): string {
  let text = message;
  if (text.includes('eyJ')) text = maskTokens(text);
  if (text.includes('==')) text = text.replace(signingKey, masked);
  if (/password/i.test(text) && /machine|login|netrc/i.test(text)) text = text.replace(netrcPassword, `$1${masked}`);
  if (/Bearer|Basic/i.test(text)) text = text.replace(bearer, `$1${masked}`);
  if (text.includes('://')) text = text.replace(urlPassword, `$1${masked}@`);
  if (text.includes('PRIVATE KEY-----')) text = text.replace(privateKey, `$1${masked}`);
  if (text.includes('CACHIX_')) text = text.replace(assignedToken, `$1${masked}`);
  return text;
}

/** JSON web tokens: by hand, because a regular expression backtracks over each `eyJ` of a long run. */
function maskTokens(text: string): string {
  let out = '';
  let copied = 0;
  let at = text.indexOf('eyJ');
  while (at >= 0) {
    const header = runEnd(text, at);
    if (text[header] === '.') {
      const payload = runEnd(text, header + 1);
      const end = text[payload] === '.' ? runEnd(text, payload + 1) : payload;
      if (payload > header + 1) {
        out += `${text.slice(copied, at)}${masked}`;
        copied = end;
      }
      at = text.indexOf('eyJ', Math.max(end, header + 1));
    } else {
      at = text.indexOf('eyJ', header);
    }
  }
  return out + text.slice(copied);
}

function runEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isTokenCharacter(text.charCodeAt(at))) at += 1;
  return at;
}

function isTokenCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x5f
  );
}
