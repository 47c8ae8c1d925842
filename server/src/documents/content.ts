export function looksLikeBinaryCaches(text: string): boolean {
  return /"kind"\s*:\s*"(?:CachixCache|NixCache)"/.test(text);
}
