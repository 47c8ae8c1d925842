import * as vscode from 'vscode';

/** Milliseconds without a change after which a person looks up from typing, and the language server has read a file again. */
const pause = 700;

/** Calls after files that agents get, or documents that may be such, were changed, and have stayed so for a moment. */
export function onFilesChanged(run: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(run, pause);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{json,key,token,toml}');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === 'file' && contentChanges.length > 0) changed();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
