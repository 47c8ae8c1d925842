import { URI } from 'vscode-uri';

/** The absolute path of a file, or the address itself where it is on no disk. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : uri;
}

export function uriOf(path: string): string {
  return /^[a-z][\w+.-]+:\//i.test(path) ? path : URI.file(path).toString();
}
