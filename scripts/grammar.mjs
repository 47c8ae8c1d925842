// Makes the parser of the Nix language from its grammar. `--check` writes nothing and fails where the parser is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildParserFile } from '@lezer/generator';

const folder = new URL('../server/src/nix/grammar/', import.meta.url);
const grammar = new URL('nix.grammar', folder);
const { parser, terms } = buildParserFile(readFileSync(grammar, 'utf8'), {
  fileName: fileURLToPath(grammar),
  typeScript: true,
  warn: (message) => {
    throw new Error(message);
  },
});

const files = { 'nix.parser.ts': parser, 'terms.parser.ts': terms };
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, folder);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    throw new Error(`${fileURLToPath(file)} does not fit its grammar: run npm run grammar`);
  }
}
