import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { agentName } from './agent-name.ts';
import { agentProfile } from './agent-profile.ts';
import { emptyFetchUrl } from './empty-fetch-url.ts';
import { keyDestination } from './key-destination.ts';
import { keyFileMissing } from './key-file-missing.ts';
import { keyOptionRule } from './key-option.ts';
import { keySource } from './key-source.ts';
import { keyString } from './key-string.ts';
import { machineWithoutTarget } from './machine-without-target.ts';
import { removedOption } from './removed-option.ts';
import { renamedOption } from './renamed-option.ts';
import { secretInStore } from './secret-in-store.ts';
import { targetHost } from './target-host.ts';
import { unknownMachine } from './unknown-machine.ts';

export const nixRules: readonly Rule<NixFile>[] = [
  emptyFetchUrl,
  targetHost,
  keySource,
  keyOptionRule,
  keyString,
  keyFileMissing,
  keyDestination,
  machineWithoutTarget,
  unknownMachine,
  renamedOption,
  removedOption,
  secretInStore,
  agentName,
  agentProfile,
];
