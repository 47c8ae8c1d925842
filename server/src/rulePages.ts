import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formats } from './formats/index.ts';

/** Addresses of the rules' pages in a folder, such as `docs/rules/json/syntax.md`, by code. */
export function rulePagesIn(folder: string): (code: string) => string | undefined {
  const codes = new Set<string>(formats.flatMap(({ rules }) => rules.map(({ code }) => code)));
  return (code) => (codes.has(code) ? pathToFileURL(join(folder, `${code}.md`)).toString() : undefined);
}
