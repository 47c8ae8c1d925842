/** An option of a NixOS module that concerns agents. */
export interface Option {
  /** With `*` for a name of one's own. */
  path: readonly string[];
  type: string;
  /** As an expression of Nix, where there is one. */
  default?: string;
  /** Markdown. */
  meaning: string;
  /** The value as a snippet of Nix. */
  snippet: string;
}

export function option(path: string, type: string, snippet: string, meaning: string, fallback?: string): Option {
  return { path: path.split('.'), type, snippet, meaning, ...(fallback !== undefined && { default: fallback }) };
}

export const text = '"$1"';
export const toggle = `\${1|true,false|}`;
