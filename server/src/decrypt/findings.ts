import type { Finding } from '../../../protocol/src/findings.ts';
import { type Document, parseDocument } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import { parseJson } from '../formats/json/parser.ts';
import type { Span } from '../text/span.ts';
import type { Value } from '../tree/value.ts';

/**
 * What rules say of the decrypted text of a document, at the places of the encrypted one. Fixes are left out: they are
 * edits of a text that is nowhere. So is what is said of a file that holds secrets in clear: this one does not.
 * @param check gives the findings of a document
 */
export function decryptedFindings(
  document: Document,
  clear: string,
  check: (decrypted: Document) => readonly Finding[],
): Finding[] {
  const format = formatOf(document.format);
  if (!format) return [];
  const decrypted = parseDocument(document.path, format, clear);
  const [from, to] = [parseJson(clear).root, parseJson(document.text).root];
  return check(decrypted)
    .filter(({ code }) => !code.startsWith('secret-file/'))
    .map((finding) => ({
      ...finding,
      range: document.lines.range(placeOf(to, pathAt(from, decrypted.lines.offset(finding.range.start)))),
      fixes: [],
    }));
}

type Path = (string | number)[];

/** The names and the numbers that lead to the innermost property or item around an offset. */
function pathAt(root: Value | undefined, offset: number): Path {
  const path: Path = [];
  for (let at = root; at; ) {
    const next = childrenOf(at).find(({ span }) => span.start <= offset && offset < span.end);
    if (!next) break;
    path.push(next.step);
    at = next.value;
  }
  return path;
}

/** The name of the innermost property on a path, or the item. */
function placeOf(root: Value | undefined, path: Path): Span {
  let place: Span = { start: root?.start ?? 0, end: (root?.start ?? 0) + 1 };
  let at = root;
  for (const step of path) {
    const next = at && childrenOf(at).find((child) => child.step === step);
    if (!next) break;
    place = next.place;
    at = next.value;
  }
  return place;
}

function childrenOf(value: Value): { step: string | number; span: Span; place: Span; value: Value }[] {
  if (value.type === 'object') {
    return value.properties.map((property) => ({
      step: property.key.value,
      span: property,
      place: property.key,
      value: property.value,
    }));
  }
  if (value.type !== 'array') return [];
  return value.items.map((item, step) => ({ step, span: item, place: item, value: item }));
}
