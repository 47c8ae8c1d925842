import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';

/** Opens the line that defines an agent. */
export async function revealDefinition(agent: Agent): Promise<void> {
  const [place] = agent.definedAt;
  if (!place) return;
  const position = new vscode.Position(place.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(join(agent.workspace, place.path)), {
    selection: new vscode.Range(position, position),
  });
}
