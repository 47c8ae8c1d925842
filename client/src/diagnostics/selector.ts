import { watchedGlobs } from '../../../protocol/src/languageServer.ts';

/** One entry of a document selector of the language server protocol. */
export interface DocumentFilter {
  scheme: string;
  language?: string;
  pattern?: string;
}

/**
 * The documents that the language server is given: those with our names, and every JSON document, because a file of
 * binary caches is known by its content whatever its name is.
 * @param schemes of the workspace's folders
 */
export function documentSelector(schemes: string[]): DocumentFilter[] {
  return [...new Set(['file', ...schemes])].flatMap((scheme) => [
    { scheme, language: 'json' },
    ...watchedGlobs.map((pattern) => ({ scheme, pattern })),
  ]);
}

/** One glob that matches what any of `globs` does. Groups in braces cannot be nested, so theirs are written out. */
export function anyOf(globs: readonly string[]): string {
  const plain = globs.flatMap((glob) => {
    const [, before, choices, after] = /^(.*)\{([^}]*)\}(.*)$/.exec(glob) ?? [];
    return choices ? choices.split(',').map((choice) => `${before}${choice}${after}`) : [glob];
  });
  return `{${plain.join(',')}}`;
}
