import type { SyntaxNode } from '@lezer/common';
import { evaluateNix, type FindSource, importedSource } from './evaluate.ts';
import { textOf } from './source.ts';
import { type NixSet, type NixValue, select, type Written } from './value.ts';

/** One place that gives an option a value; other modules may give it others. */
export interface Definition extends Written {
  /** The name as it is written there. */
  key: SyntaxNode;
  value: NixValue;
}

/** A NixOS module as far as it can be read: what it configures itself, and what it imports. */
export interface Module {
  configurations: NixValue[];
  imports: NixValue[];
}

/** Reads a module: a set, or a function that returns one. Its arguments are not known; their defaults are. */
export function readModule(value: NixValue, find: FindSource): Module {
  const module: Module = { configurations: [], imports: [] };
  addModule(module, value, find, 0);
  return module;
}

/** Modules that import each other are read down to this depth. */
const maxDepth = 20;

function addModule(module: Module, value: NixValue, find: FindSource, depth: number): void {
  const set = called(value);
  if (set.type !== 'set' || depth > maxDepth) return;
  const imported = select(set, 'imports');
  if (imported?.type === 'list') {
    for (const item of imported.items) {
      const entry = item();
      const file = entry.type === 'path' ? importedSource(entry.value, find) : undefined;
      if (file) addModule(module, evaluateNix(file, find), find, depth + 1);
      else if (entry.type === 'set' || entry.type === 'function') addModule(module, entry, find, depth + 1);
      else module.imports.push(entry);
    }
  }
  const structured = set.attributes.has('config') || set.attributes.has('options');
  const configuration = structured ? select(set, 'config') : set;
  if (configuration) module.configurations.push(configuration);
}

/** What a function returns that is given nothing but what it has defaults for; other values as they are. */
export function called(value: NixValue): NixValue {
  const { source, node } = value;
  const nothing: NixValue = { type: 'set', attributes: new Map(), open: false, source, node };
  let current = value;
  for (let i = 0; current.type === 'function' && i < 3; i++) current = current.apply(() => nothing);
  return current;
}

/** Whether a value that is imported is the agent's own profile: `module.nix` of its sources, or that of its flake. */
function isProfile(value: NixValue): boolean {
  const profile = /(\/(?:module|nixops-profile)\.nix["')\s]*|\.agent-profile[)\s]*)$/;
  return value.type !== 'path' && profile.test(textOf(value.source, value.node));
}

/**
 * Whether a module imports the profile of Hercules CI's agent.
 * @see https://github.com/hercules-ci/hercules-ci-agent/blob/master/internal/nix/deploy-keys.nix
 */
export function importsProfile({ imports }: Module): boolean {
  return imports.some(isProfile);
}

/** Whether a module imports others that were not read: they may give every option. */
export function importsUnread({ imports }: Module): boolean {
  return imports.some((value) => !isProfile(value));
}

/** The definitions of an option in a module that hold for certain. */
export function definitions(module: Module, ...path: string[]): Definition[] {
  return module.configurations.flatMap((value) => [...definitionsIn(value, path)]);
}

/** The definitions below a set of options, such as `deployment.keys`, by name. */
export function entries(module: Module, ...path: string[]): Map<string, Definition[]> {
  const found = new Map<string, Definition[]>();
  for (const { value } of definitions(module, ...path)) {
    if (value.type !== 'set') continue;
    for (const name of value.attributes.keys()) {
      found.set(name, [...(found.get(name) ?? []), ...definitionsIn(value, [name])]);
    }
  }
  return found;
}

export function* definitionsIn(value: NixValue, path: readonly string[], key?: SyntaxNode): Generator<Definition> {
  for (const plain of plainValues(value)) {
    const [name, ...rest] = path;
    if (name === undefined) {
      if (key) yield { key, value: plain, source: plain.source, node: plain.node };
      continue;
    }
    const attribute = plain.type === 'set' ? (plain as NixSet).attributes.get(name) : undefined;
    if (attribute) yield* definitionsIn(attribute.value(), rest, attribute.key);
  }
}

const priorities = new Set([
  'mkForce',
  'mkDefault',
  'mkVMOverride',
  'mkImageMediaOverride',
  'mkOptionDefault',
  'mkBefore',
  'mkAfter',
]);

/** Looks through the wrappers of the module system; what stands behind a condition that is not known is left out. */
function* plainValues(value: NixValue): Generator<NixValue> {
  const call = value.type === 'unknown' ? value.call : undefined;
  const [first, second] = call?.arguments ?? [];
  if (!call || !first) {
    yield value;
  } else if (priorities.has(call.name)) {
    yield* plainValues(first());
  } else if ((call.name === 'mkOverride' || call.name === 'mkOrder') && second) {
    yield* plainValues(second());
  } else if (call.name === 'mkIf' && second) {
    const condition = first();
    if (condition.type === 'boolean' && condition.value) yield* plainValues(second());
  } else if (call.name === 'mkMerge') {
    const list = first();
    if (list.type === 'list') for (const item of list.items) yield* plainValues(item());
  } else {
    yield value;
  }
}
