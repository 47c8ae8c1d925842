import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchedGlobs } from '../../protocol/src/languageServer.ts';
import { registeredRules } from '../../server/src/rules/example.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = async (path: string) => readFile(join(root, path), 'utf8');

interface Setting {
  scope?: string;
  order?: number;
  description?: string;
  markdownDescription?: string;
  propertyNames?: { enum: string[] };
}
interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category?: string }[];
    menus: Record<string, { command?: string; submenu?: string; group?: string; when?: string }[]>;
    configuration: { properties: Record<string, Setting> };
    viewsWelcome: { view: string; contents: string }[];
    views: Record<string, { id: string; icon?: string }[]>;
  };
}

const manifestText = await read('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const { commands, menus, configuration, viewsWelcome, views } = manifest.contributes;
const settings = Object.entries(configuration.properties);
const strings = JSON.parse(await read('package.nls.json')) as Record<string, string>;

async function sourceOf(folder: string): Promise<string> {
  const files = await readdir(join(root, folder), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return (await Promise.all(sources.map((file) => read(join(folder, file))))).join('\n');
}

describe('the manifest', () => {
  it('contributes exactly the commands that the source registers', async () => {
    const source = await sourceOf('client/src');
    const registered = [...source.matchAll(/registerCommand\(\s*(?:[\w.{}, ]+,\s*)?'(nixAgents\.[\w.]+)'/g)].map(
      (match) => match[1],
    );
    expect(registered.toSorted()).toEqual(commands.map(({ command }) => command).toSorted());
  });

  it('puts every command into the category and keeps the name out of titles', () => {
    for (const { category, title } of commands) {
      expect(category).toBe('Nix Agents');
      expect(strings[title.slice(1, -1)]).not.toContain('Nix Agents');
    }
  });

  it('uses in menus and welcome views only commands that are there', () => {
    const known = new Set(commands.map(({ command }) => command));
    const used = Object.values(menus)
      .flat()
      .flatMap(({ command }) => command ?? []);
    const linked = viewsWelcome.flatMap(({ contents }) =>
      [...(strings[contents.slice(1, -1)] ?? '').matchAll(/command:(nixAgents\.\w+)/g)].flatMap(
        (match) => match[1] ?? [],
      ),
    );
    for (const command of [...used, ...linked]) expect(known).toContain(command);
  });

  it('never puts what changes a host one careless click away', () => {
    const inline = (menus['view/item/context'] ?? []).filter(({ group }) => group?.startsWith('inline'));
    for (const { command } of inline) {
      expect(['nixAgents.showLogs', 'nixAgents.refreshAgent', 'nixAgents.connect']).toContain(command);
    }
  });

  it('gives every setting a scope, a place and a description', () => {
    for (const [name, setting] of settings) {
      expect(setting.scope, name).toBeTypeOf('string');
      expect(setting.order, name).toBeTypeOf('number');
      expect(setting.markdownDescription ?? setting.description, name).toMatch(/^%.+%$/);
    }
    const orders = settings.map(([, { order }]) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('offers every rule by its code where its severity is set', () => {
    const codes = registeredRules().map(({ rule }) => rule.code);
    expect(configuration.properties['nixAgents.rules']?.propertyNames?.enum).toEqual(codes.toSorted());
  });

  it('lets no workspace say which files and keys SSH uses', () => {
    const ssh = settings.filter(([name]) => name.startsWith('nixAgents.ssh.'));
    for (const [name, { scope }] of ssh) {
      expect(scope, name).toBe('machine');
      expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name);
    }
  });

  it('reads only settings that it contributes', async () => {
    const source = await sourceOf('client/src');
    const names = settings.map(([name]) => name.replace('nixAgents.', ''));
    const asked = [...source.matchAll(/settings\.get(?:<[^(]*>)?\('([\w.]+)'/g)].map((match) => match[1]);
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect(names).toContain(name);
  });

  it('has every string that it refers to, and none besides', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].flatMap((match) => match[1] ?? []);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(strings).toSorted());
  });

  it('gives every view an icon', () => {
    for (const view of Object.values(views).flat()) expect(view.icon, view.id).toBeDefined();
  });

  it('activates for the files that the language server reads', () => {
    expect(manifest.activationEvents).toEqual(watchedGlobs.map((glob) => `workspaceContains:${glob}`));
  });
});

describe('the package', () => {
  let folder: string;
  let files: string[];
  let bytes: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nixa-package-'));
    const run = promisify(execFile);
    await run(process.execPath, ['scripts/build.mjs', '--production', `--outdir=${join(folder, 'dist')}`], {
      cwd: root,
    });
    for (const part of [
      'package.nls.json',
      '.vscodeignore',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'media',
      'docs',
      'syntaxes',
      'schemas',
    ]) {
      await cp(join(root, part), join(folder, part), { recursive: true });
    }
    // It is built already; the package's own script would build it again, into this clone.
    const { scripts: _, ...rest } = JSON.parse(manifestText) as Record<string, unknown>;
    await writeFile(join(folder, 'package.json'), JSON.stringify(rest));
    const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
    const listed = await run(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: folder });
    files = listed.stdout
      .trim()
      .split('\n')
      .map((file) => file.replaceAll('\\', '/'));
    const vsix = join(folder, 'x.vsix');
    await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: folder });
    bytes = (await stat(vsix)).size;
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what it needs and nothing else', () => {
    const others = files.filter((file) => !file.startsWith('docs/rules/'));
    expect(others.length).toBeLessThanOrEqual(30);
    for (const file of [
      'dist/extension.js',
      'dist/server.js',
      'docs/rules/binary-caches/missing-property.md',
      'schemas/nix-agents.schema.json',
      'media/icon.png',
      'media/nix-agents.svg',
      'package.nls.json',
    ]) {
      expect(files).toContain(file);
    }
    expect(
      files.filter((file) => /\.(map|ts|test\.\w+|key|token)$|(^|\/)(test|demo|examples|node_modules)\//.test(file)),
    ).toEqual([]);
  });

  it('reads little when it starts: SSH and the language client are apart', async () => {
    expect((await stat(join(folder, 'dist/extension.js'))).size).toBeLessThanOrEqual(150_000);
    for (const file of ['dist/engines.js', 'dist/languageClient.js']) expect(files).toContain(file);
  });

  it('is small', () => expect(bytes).toBeLessThanOrEqual(700_000));
});
