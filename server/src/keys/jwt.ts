/** The claims of a JSON Web Token, unverified; `undefined` where the text is none. */
export function readClaims(token: string): Record<string, unknown> | undefined {
  const parts = token.trim().split('.');
  // The header is an object, and its brace an `e` in base64: host names have three parts, too, and a failed reading is slow.
  if (parts.length !== 3 || !parts[0]?.startsWith('e')) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString());
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    return isRecord(header) && isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** When a token expires, in milliseconds since the epoch. */
export function expiryOf(claims: Record<string, unknown>): number | undefined {
  const { exp } = claims;
  return typeof exp === 'number' && Number.isFinite(exp * 1000) && Math.abs(exp) < 8.64e12 ? exp * 1000 : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
