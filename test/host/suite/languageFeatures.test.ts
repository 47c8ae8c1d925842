import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Waits until `probe` gives a list with something in it. */
async function some<T>(what: string, probe: () => Thenable<T[] | undefined>): Promise<T[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await probe();
    if (found && found.length > 0) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const texts = {
  'features/nix-agents.json':
    '{\n  "agents": {\n    "ci": { "secrets": { "binary-caches.json": "./binary-caches.json" } }\n  }\n}\n',
  'features/network.nix':
    '{\n  network.description = "x";\n  ci = {\n    deployment.targetHost = "192.0.2.1";\n    services.hercules-ci-agent.enable = true;\n  };\n}\n',
};
const uris: vscode.Uri[] = [];

describe('language features in the editor', () => {
  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'no folder is open');
    for (const [name, text] of Object.entries(texts)) {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      uris.push(uri);
    }
    for (const uri of uris) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  });

  after(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (folder) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, 'features'), { recursive: true });
  });

  const [inventory, network] = [() => uris[0] as vscode.Uri, () => uris[1] as vscode.Uri];

  it('put what can be done with an agent above it, and its state', async () => {
    let titles = '';
    await some('three lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        network(),
      );
      titles = lenses.map(({ command }) => command?.title ?? '').join(' | ');
      return lenses.length >= 3 ? lenses : undefined;
    });
    assert.match(titles, /Deploy \| Logs/);
    assert.match(titles, /192\.0\.2\.1 · not connected/);
  });

  it('lead from an agent in the inventory to its machine', async () => {
    const found = await some('a definition', () =>
      vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        inventory(),
        new vscode.Position(2, 6),
      ),
    );
    const places = found.map((place) => ('uri' in place ? place.uri : place.targetUri).path);
    assert.ok(
      places.some((path) => path.endsWith('features/network.nix')),
      places.join(' '),
    );
  });

  it('find agents by their names', async () => {
    const found = await some('a symbol', () =>
      vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'ci'),
    );
    assert.ok(found.some(({ name, containerName }) => name === 'ci' && containerName === 'Hercules CI · features'));
  });

  it('link the files of an inventory', async () => {
    const links = await some('a link', () =>
      vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', inventory()),
    );
    assert.ok(links.some(({ target }) => target?.path.endsWith('features/binary-caches.json')));
  });

  it('explain the options of a Nix file', async () => {
    const hovers = await some('a hover', () =>
      vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        network(),
        new vscode.Position(3, 18),
      ),
    );
    const said = hovers.flatMap(({ contents }) =>
      contents.map((part) => (typeof part === 'string' ? part : part.value)),
    );
    assert.match(said.join('\n'), /Where the machine is/);
  });
});
