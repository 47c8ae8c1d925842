/** The samples of the documentation pages, which people leave in place. */
const samples = new Set(['', 'eyJhaf23GH53a.bc23BUSI.9q3048hWHh', 'your-cachix-auth-token']);

/** Whether a whole value is something that its author still has to fill in. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (samples.has(text)) return true;
  return /\.\.\.|\u2026|<[^<>]+>|REPLACE|YOUR/.test(text) || /(?<![A-Za-z0-9])(?:TODO|xxx+)(?![A-Za-z0-9])/i.test(text);
}

/** The same of a token: one of blanks only was not left to be filled in, it is a fault. */
export function isPlaceholderToken(value: string): boolean {
  return value === '' || (value.trim() !== '' && isPlaceholder(value));
}
