import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Document } from '../../documents/document.ts';
import { pathTo } from '../../nix/attributePath.ts';
import { parseChangedNix } from '../../nix/source.ts';
import type { Span } from '../../text/span.ts';
import type { WrittenPath } from '../format.ts';
import type { NixFile } from './model.ts';
import { type Option, optionRoots, optionsBelow } from './options/index.ts';

const machines = [
  {
    label: 'Machine with a Hercules CI agent',
    snippet: `\${1:agent} = {\n\tdeployment.targetHost = "$2";\n\tdeployment.keys."cluster-join-token.key".keyFile = \${3:./cluster-join-token.key};\n\tdeployment.keys."binary-caches.json".keyFile = \${4:./binary-caches.json};\n\tservices.hercules-ci-agent.enable = true;\n};`,
    meaning: 'A machine of the network that runs an agent of Hercules CI.',
  },
  {
    label: 'Machine with a Cachix Deploy agent',
    snippet: `\${1:agent} = {\n\tdeployment.targetHost = "$2";\n\tdeployment.keys."cachix-agent.token".keyFile = \${3:./cachix-agent.token};\n\tservices.cachix-agent.enable = true;\n\tservices.cachix-agent.credentialsFile = "/run/keys/cachix-agent.token";\n};`,
    meaning: 'A machine of the network that runs an agent of Cachix Deploy.',
  },
];

/** Longer than any path that a person writes. */
const longestPath = 300;
const name = String.raw`(?:[\w'-]+|"[^"\n]*")`;
const writtenPath = new RegExp(`(?:${name}\\.)*(?:[\\w'-]*)$`);

/** Options of agents and of deployment where a set may have them, and whole machines in a network. */
export function completeNix(file: NixFile, offset: number, document: Document): CompletionItem[] {
  const { text, lines } = document;
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - longestPath), offset);
  const written = writtenPath.exec(line)?.[0] ?? '';
  const start = offset - written.length;
  if (!/[{;]$/.test(withoutComments(text.slice(Math.max(0, start - 2000), start)))) return [];
  const rest = /^[\w'-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const bound = /^\s*[=.]/.test(text.slice(offset + rest));
  const around = pathAround(file, { start, end: offset + rest }, bound);
  if (!around) return [];

  const typed = written.match(new RegExp(name, 'g')) ?? [];
  const complete = (written.endsWith('.') || written === '' ? typed : typed.slice(0, -1)).map(unquoted);
  const path = [...around, ...complete];
  const range = lines.range({ start: start + written.lastIndexOf('.') + 1, end: offset + rest });
  const item = (label: string, newText: string, kind: CompletionItemKind, meaning: string, detail?: string) => ({
    label,
    kind,
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range, newText },
    documentation: { kind: 'markdown' as const, value: meaning },
    ...(detail !== undefined && { detail }),
  });

  const module = moduleDepth(file, path);
  if (file.network && path.length === 0 && !bound) {
    return machines.map(({ label, snippet, meaning }) => item(label, snippet, CompletionItemKind.Snippet, meaning));
  }
  if (module === undefined) return [];
  const below = path.slice(module);
  return optionsBelow(below)
    .filter((option) => !option.path.slice(below.length, -1).includes('*'))
    .map((option) => {
      const remaining = option.path.slice(below.length);
      const insert = bound ? nameText(remaining) : `${nameText(remaining)} = ${option.snippet};`;
      return item(
        remaining.join('.').replace('*', '‹name›'),
        insert,
        CompletionItemKind.Property,
        optionText(option),
        option.type,
      );
    });
}

/** The path of the local file that is being written for a key. */
export function keyFileAt(_: NixFile, offset: number, { text }: Document): WrittenPath | undefined {
  const written = /\bkeyFile\s*=\s*((?:\.{0,2}\/)?[\w./+-]*)$/.exec(text.slice(Math.max(0, offset - 300), offset))?.[1];
  if (written === undefined) return undefined;
  const rest = /^[\w.+-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  return { start: offset - written.length, end: offset + rest, bare: true };
}

/** Markdown about an option. */
export function optionText({ type, default: fallback, meaning, path }: Option): string {
  const usual =
    fallback === undefined ? '' : `\n\nDefault: ${/^[\w."[\]/ -]+$/.test(fallback) ? `\`${fallback}\`` : fallback}`;
  return `\`${path.join('.').replace('*', '<name>')}\` (${type})\n\n${meaning}${usual}`;
}

/** How many names of a path lead to the module whose options follow; `undefined` where no options of ours can be. */
export function moduleDepth({ network }: NixFile, path: readonly string[]): number | undefined {
  let depth = network ? 1 : 0;
  if (path[depth] === 'config') depth++;
  const root = path[depth];
  if (path.length < depth || (root !== undefined && !optionRoots.has(root))) return undefined;
  return depth;
}

/** The names around a place, read from the text as it were with a whole binding there; nothing in strings and comments. */
function pathAround(file: NixFile, written: Span, bound: boolean): string[] | undefined {
  const { start } = written;
  const source = parseChangedNix(file.source, written, bound ? 'x' : 'x = 1;');
  const node = source.tree.resolveInner(start, 1);
  const binding = node.name === 'Attribute' || node.name === 'Identifier' ? node.parent?.parent : null;
  const found = binding?.name === 'AttrPath' ? binding.parent : binding;
  return found?.name === 'Binding' ? pathTo(source, found) : undefined;
}

function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)#[^\n]*(?=\n)/g, '$1')
    .trimEnd();
}

const unquoted = (written: string): string => written.replaceAll('"', '');

function nameText(path: readonly string[]): string {
  return path.map((part) => (part === '*' ? `"\${1:name}"` : part)).join('.');
}
