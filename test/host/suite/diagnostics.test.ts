import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Waits until `probe` gives something; what it gave. */
async function until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const folder = () => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'no folder is open');
  return first.uri;
};
const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

const diagnosticsOf = (uri: vscode.Uri, code: string) =>
  until(`${code} in ${uri.path}`, () => {
    const found = vscode.languages.getDiagnostics(uri).filter((diagnostic) => codeOf(diagnostic) === code);
    return found.length > 0 ? found : undefined;
  });

describe('diagnostics in the editor', () => {
  it('mark a mistake in a shown file, and a fix takes it away', async () => {
    const uri = await write(
      'fix.binary-caches.json',
      '{\n  "mycache": { "kind": "CachixCache", "signingKeys": [] }\n}\n',
    );
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const [diagnostic] = await diagnosticsOf(uri, 'binary-caches/missing-property');
    assert.ok(diagnostic);
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ edit, isPreferred }) => edit && isPreferred);
    assert.ok(fix?.edit, 'there is no preferred fix');
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /"publicKeys"/);
    await until('the mark to go', () => {
      const left = vscode.languages.getDiagnostics(uri).map(codeOf);
      return left.includes('binary-caches/missing-property') ? undefined : true;
    });
  });

  it('mark mistakes in files that nobody opened', async () => {
    const uri = await write('closed.binary-caches.json', '{ "mycache": { "kind": "CachixCach", "publicKeys": [] } }\n');
    await diagnosticsOf(uri, 'binary-caches/unknown-kind');
  });

  it('do not say again what the JSON service of the editor says', async () => {
    const uri = await write('comma.binary-caches.json', '{ "mycache": { "kind": "NixCache", } }\n');
    await diagnosticsOf(uri, 'json/syntax');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await until('only one to speak of the comma', () => {
      const all = vscode.languages.getDiagnostics(uri);
      const ours = all.filter((diagnostic) => codeOf(diagnostic) === 'json/syntax');
      const theirs = all.filter(({ source }) => source === 'json' || source === 'jsonc');
      return ours.length === 0 && theirs.length > 0 ? true : undefined;
    });
  });

  it('follow the setting that says how serious a rule is', async () => {
    const uri = await write('rules.binary-caches.json', '{ "mycache": { "kind": "CachixCach", "publicKeys": [] } }\n');
    await diagnosticsOf(uri, 'binary-caches/unknown-kind');
    const settings = vscode.workspace.getConfiguration('nixAgents');
    await settings.update('rules', { 'binary-caches/unknown-kind': 'info' }, vscode.ConfigurationTarget.Workspace);
    try {
      await until('the severity to fall', () => {
        const found = vscode.languages
          .getDiagnostics(uri)
          .find((each) => codeOf(each) === 'binary-caches/unknown-kind');
        return found?.severity === vscode.DiagnosticSeverity.Information ? true : undefined;
      });
    } finally {
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('are there again after the language server was restarted', async () => {
    const uri = await write('restart.binary-caches.json', '[]\n');
    await diagnosticsOf(uri, 'binary-caches/not-an-object');
    await vscode.commands.executeCommand('nixAgents.restartServer');
    await diagnosticsOf(uri, 'binary-caches/not-an-object');
  });
});
