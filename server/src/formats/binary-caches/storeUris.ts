import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Document } from '../../documents/document.ts';
import type { StringValue } from '../../tree/value.ts';

/** Stores that an agent can write to, with what is usually written behind the scheme. */
const schemes: readonly { scheme: string; snippet: string; meaning: string }[] = [
  {
    scheme: 's3://',
    snippet: `s3://\${1:bucket}?region=\${2:eu-west-1}`,
    meaning: 'A bucket of Amazon S3, or of a service like it with `endpoint=`.',
  },
  {
    scheme: 'https://',
    snippet: `https://\${1:cache.example.org}`,
    meaning: 'A binary cache that is written by HTTP PUT.',
  },
  {
    scheme: 'http://',
    snippet: `http://\${1:cache.example.org}`,
    meaning: 'A binary cache without encryption on the way.',
  },
  {
    scheme: 'ssh-ng://',
    snippet: `ssh-ng://\${1:host}`,
    meaning: 'The store of another machine, by its Nix daemon over SSH.',
  },
  {
    scheme: 'ssh://',
    snippet: `ssh://\${1:host}`,
    meaning: 'The store of another machine, by the older protocol over SSH.',
  },
  { scheme: 'file://', snippet: `file://\${1:/var/cache/nix}`, meaning: 'A binary cache in a folder of this machine.' },
];

/**
 * What may follow the `?` of a bucket.
 * @see https://nix.dev/manual/nix/2.28/store/types/s3-binary-cache-store
 */
const parameters: readonly { name: string; value: string; meaning: string }[] = [
  { name: 'region', value: `\${1:eu-west-1}`, meaning: 'The region of the bucket. Default: `us-east-1`.' },
  {
    name: 'profile',
    value: `\${1:default}`,
    meaning: 'The profile of `~/.aws/credentials`, for the user of the agent and for root.',
  },
  { name: 'endpoint', value: `\${1:minio.example.org}`, meaning: 'The address of a service that speaks like S3.' },
  { name: 'scheme', value: `\${1|https,http|}`, meaning: 'How the endpoint is spoken to. Default: `https`.' },
  {
    name: 'compression',
    value: `\${1|zstd,xz,bzip2,gzip,none|}`,
    meaning: 'How archives are compressed. Default: `xz`.',
  },
  {
    name: 'parallel-compression',
    value: `\${1|true,false|}`,
    meaning: 'Whether archives are compressed on several processors.',
  },
  {
    name: 'compression-level',
    value: `\${1:3}`,
    meaning: 'How hard archives are compressed; the range depends on the method.',
  },
  {
    name: 'write-nar-listing',
    value: `\${1|true,false|}`,
    meaning: 'Whether a list of the files in each archive is written.',
  },
  {
    name: 'narinfo-compression',
    value: `\${1|zstd,gzip,none|}`,
    meaning: 'How the descriptions of archives are compressed.',
  },
  { name: 'ls-compression', value: `\${1|br,gzip,none|}`, meaning: 'How the lists of files are compressed.' },
  { name: 'log-compression', value: `\${1|br,gzip,none|}`, meaning: "How builds' logs are compressed." },
  { name: 'multipart-upload', value: `\${1|true,false|}`, meaning: 'Whether large files are sent in parts.' },
  { name: 'buffer-size', value: `\${1:5242880}`, meaning: 'Bytes of each part.' },
  { name: 'priority', value: `\${1:50}`, meaning: 'Lower numbers are asked first.' },
  { name: 'want-mass-query', value: `\${1|true,false|}`, meaning: 'Whether it is asked for many paths at once.' },
];

/** Completes the scheme of a store, and the parameters of a bucket. */
export function completeStoreUri(
  node: StringValue | undefined,
  { text, lines }: Document,
  offset: number,
): CompletionItem[] {
  if (!node || offset <= node.start) return [];
  const typed = text.slice(node.start + 1, offset);
  const end = text[node.end - 1] === '"' && node.end - 1 > node.start ? node.end - 1 : offset;
  const item = (label: string, newText: string, meaning: string, start: number, to: number): CompletionItem => ({
    label,
    kind: CompletionItemKind.EnumMember,
    insertTextFormat: InsertTextFormat.Snippet,
    filterText: label,
    textEdit: { range: lines.range({ start, end: to }), newText },
    documentation: { kind: 'markdown', value: meaning },
  });
  if (/^s3:\/\/[^?]*\?/.test(typed)) {
    const start = node.start + 1 + Math.max(typed.lastIndexOf('?'), typed.lastIndexOf('&')) + 1;
    const written = text.slice(start, offset);
    if (written.includes('=')) return [];
    const next = text.slice(offset, end).search(/[&"]/);
    const query = text.slice(node.start, start) + text.slice(next < 0 ? end : offset + next, end);
    return parameters
      .filter(({ name }) => !new RegExp(`[?&]${name}=`).test(query))
      .map(({ name, value, meaning }) =>
        item(name, `${name}=${value}`, meaning, start, next < 0 ? end : offset + next),
      );
  }
  if (typed.includes(':')) return [];
  return schemes.map(({ scheme, snippet, meaning }) => item(scheme, snippet, meaning, node.start + 1, end));
}
