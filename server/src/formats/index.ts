import { agentConfigFormat } from './agent-config/index.ts';
import { agentTokenFormat } from './agent-token/index.ts';
import { binaryCachesFormat } from './binary-caches/index.ts';
import { deploySpecFormat } from './deploy-spec/index.ts';
import type { Format, FormatId } from './format.ts';
import { inventoryFormat } from './inventory/index.ts';
import { joinTokenFormat } from './join-token/index.ts';
import { nixFormat } from './nix/index.ts';
import { secretsFormat } from './secrets/index.ts';

/** Every kind of file that the project understands. */
export const formats: readonly Format[] = [
  binaryCachesFormat,
  secretsFormat,
  agentConfigFormat,
  deploySpecFormat,
  inventoryFormat,
  joinTokenFormat,
  agentTokenFormat,
  nixFormat,
];

export function formatOf(id: FormatId | undefined): Format | undefined {
  return formats.find((format) => format.id === id);
}
