import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../documents/document.ts';
import type { CheckContext } from '../../rules/rule.ts';
import { applyEdits } from '../../text/edit.ts';
import { nixFormat } from './index.ts';

function look(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = parseDocument('/workspace/network.nix', nixFormat, text);
  const context: CheckContext = { document, documents: [document], facts: { of: () => ({}), agents: [] }, now: 0 };
  const items = nixFormat.completion?.(document.model as never, offset, context) ?? [];
  return {
    labels: items.map(({ label }) => label),
    take(label: string): string {
      const item = items.find((candidate) => candidate.label === label);
      if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`"${label}" is not proposed`);
      return applyEdits(text, [{ ...document.lines.span(item.textEdit.range), text: item.textEdit.newText }]);
    },
    hover: nixFormat.hover?.(document.model as never, offset, context)?.contents,
    file: nixFormat.fileAt?.(document.model as never, offset, document),
  };
}

describe('completion of options', () => {
  it.each([
    [
      '{ services.cachix-agent.| }',
      ['enable', 'name', 'verbose', 'profile', 'host', 'package', 'credentialsFile', 'logFile'],
    ],
    [
      '{ network = { }; agent = { deployment.keys."x" = { | }; }; }',
      ['keyFile', 'keyCommand', 'text', 'name', 'destDir', 'user', 'group', 'permissions', 'uploadAt'],
    ],
    ['{ network = { }; | }', ['Machine with a Hercules CI agent', 'Machine with a Cachix Deploy agent']],
    ['{ services.cachix-agent.enable = | }', []],
    ['{ services.cachix-agent.name = "deployment.|"; }', []],
    ['{ # deployment.|\n}', []],
    ['{ services.cachix-agent.enable = true; environment.x = { | }; }', []],
    ['{ services.cachix-agent.enable = true; imports = [ { a.| } ]; }', []],
  ])('at %s', (text, labels) => {
    expect(look(text).labels).toEqual(labels);
  });

  it('offers all options of a module where nothing is written yet', () => {
    const { labels } = look('{ pkgs, ... }: {\n  services.cachix-agent.enable = true; # a comment\n  |\n}');
    expect(labels).toContain('deployment.targetHost');
    expect(labels).toContain('services.hercules-ci-agent.settings.concurrentTasks');
    expect(labels).toContain('deployment.keys.‹name›');
    expect(labels).not.toContain('deployment.keys.‹name›.text');
  });

  it.each([
    ['{ services.cachix-agent.ver| }', 'verbose', `{ services.cachix-agent.verbose = \${1|true,false|}; }`],
    ['{ services.cachix-agent.ver| = true; }', 'verbose', '{ services.cachix-agent.verbose = true; }'],
    [
      '{ network = { }; agent = { pkgs, ... }: { deployment.targ| }; }',
      'targetHost',
      '{ network = { }; agent = { pkgs, ... }: { deployment.targetHost = "$1"; }; }',
    ],
    [
      '{ deployment.targetHost = "x"; services.hercules-ci-agent = { settings.| }; }',
      'logLevel',
      `{ deployment.targetHost = "x"; services.hercules-ci-agent = { settings.logLevel = "\${1|DebugS,InfoS,NoticeS,WarningS,ErrorS,CriticalS,AlertS,EmergencyS|}"; }; }`,
    ],
  ])('writes %s', (text, label, expected) => {
    expect(look(text).take(label)).toBe(expected);
  });

  it('knows where the path of a key file is written', () => {
    expect(look('{ network = { }; a.deployment.keys.x.keyFile = ./ke|y; }').file).toEqual({
      start: 47,
      end: 52,
      bare: true,
    });
    expect(look('{ network = { }; a.deployment.keys.x.text = ./ke|y; }').file).toBeUndefined();
  });
});

describe('hover', () => {
  it.each([
    ['{ network = { }; a.deployment.target|Host = "x"; }', '`deployment.targetHost` (string)'],
    [
      '{ network = { }; a = { deployment = { keys."x" = { key|File = ./x; }; }; }; }',
      '`deployment.keys.<name>.keyFile` (path)',
    ],
    ['{ services.cachix-agent.enable = true; config.x = 1; services.cachix-agent.ver|bose = true; }', '(boolean)'],
    ['{ a = { kind = "CachixCache"; public|Keys = [ ]; }; }', 'public keys that the agent trusts'],
  ])('tells what %s means', (text, expected) => {
    expect(look(text).hover).toMatchObject({ kind: 'markdown', value: expect.stringContaining(expected) });
  });

  it('says nothing of what it does not know', () => {
    expect(look('{ services.cachix-agent.enable = true; boot.load|er = 1; }').hover).toBeUndefined();
  });
});
