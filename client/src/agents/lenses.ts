import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { documentSelector } from '../diagnostics/selector.ts';
import { agentDescription, agentIcon } from './describe.ts';
import type { AgentList } from './list.ts';
import type { Node } from './tree.ts';

/** The state of each agent above the lines that define it, beside the lenses that the language server puts there. */
export function registerStateLenses(list: AgentList): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(documentSelector([]), {
    onDidChangeCodeLenses: list.onDidChange,
    async provideCodeLenses({ uri }) {
      const reader = { l10n: vscode.l10n, language: vscode.env.language, now: Date.now() };
      const path = uri.fsPath;
      return (await list.agents()).flatMap((agent) => {
        const look = list.look(agent);
        const lens = {
          title: `$(${agentIcon(look).id}) ${agentDescription(agent, look, reader)}`,
          tooltip: vscode.l10n.t('Look at the host of {0} again', agent.name),
          command: look.kind === 'not-connected' ? 'nixAgents.connect' : 'nixAgents.refreshAgent',
          arguments: [{ kind: 'agent', agent } satisfies Node],
        };
        return agent.definedAt
          .filter((place) => resolve(agent.workspace, place.path) === path)
          .map(({ line }) => new vscode.CodeLens(new vscode.Range(line - 1, 0, line - 1, 0), lens));
      });
    },
  });
}
