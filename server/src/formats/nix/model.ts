import type { SyntaxNode } from '@lezer/common';
import { nixEditor } from '../../nix/editor.ts';
import { evaluateNix, evaluatorAt } from '../../nix/evaluate.ts';
import { type Module, readModule } from '../../nix/modules.ts';
import { type Machine, type Network, networkOf } from '../../nix/network.ts';
import { type NixSource, parseNix, partsOf, textOf } from '../../nix/source.ts';
import { propertyAt, toTree } from '../../nix/tree.ts';
import type { NixValue } from '../../nix/value.ts';
import type { Property } from '../../tree/value.ts';
import { type BinaryCaches, readBinaryCaches } from '../binary-caches/model.ts';

/** A Nix file: a network of machines or a module, and the caches that are written in it. */
export interface NixFile extends BinaryCaches {
  source: NixSource;
  /** Where the file is a network, or a part of one. */
  network?: Network;
  /** What configures machines in it. A file that is no network is one module. */
  modules: readonly NixModule[];
  /** Calls of functions by the last part of their name, with what they are given. */
  calls: readonly NixCall[];
}

export interface NixModule {
  machine?: Machine;
  module: Module;
}

export interface NixCall {
  name: string;
  node: SyntaxNode;
  argument: NixValue;
}

export function readNixFile(text: string, path: string): NixFile {
  const source = parseNix(text, path);
  const value = evaluateNix(source);
  const network = networkOf(source, value, () => undefined);
  const found = collect(source);
  const root =
    found.caches.length === 0 ? undefined : { type: 'object' as const, properties: found.caches, start: 0, end: 0 };
  return {
    ...readBinaryCaches(root, nixEditor(text)),
    source,
    ...(network && { network }),
    modules: network
      ? network.machines.map((machine) => ({ machine, module: machine.module }))
      : [{ module: readModule(value, () => undefined) }],
    calls: found.calls,
  };
}

const fetchers: ReadonlySet<string> = new Set(['fetchTarball', 'fetchGit']);

function collect(source: NixSource): { caches: Property[]; calls: NixCall[] } {
  const caches: Property[] = [];
  const calls: NixCall[] = [];
  const mentionsCaches = /"(?:CachixCache|NixCache)"/.test(source.text);
  const evaluate = evaluatorAt(source);
  source.tree.iterate({
    enter: ({ name, node }) => {
      if (mentionsCaches && (name === 'AttrSet' || name === 'RecAttrSet')) {
        const cache = readCache(source, node, evaluate);
        if (cache) caches.push(cache);
      } else if (name === 'Apply') {
        const [callee, argument] = partsOf(node);
        const called =
          callee && lastName.exec(source.text.slice(Math.max(callee.from, callee.to - longestName), callee.to))?.[0];
        if (called && argument && fetchers.has(called))
          calls.push({ name: called, node, argument: evaluate(argument) });
      }
    },
  });
  return { caches, calls };
}

// The end of a function's text is looked at, and no more: in a broken file the rest of the file may be the function.
const lastName = /[\w'-]+$/;
const longestName = 64;

/** A set with `kind = "CachixCache"` or `"NixCache"` that is bound to a name, which is the cache's. */
function readCache(
  source: NixSource,
  node: SyntaxNode,
  evaluate: (node: SyntaxNode) => NixValue,
): Property | undefined {
  const path = node.parent?.name === 'Binding' ? node.parent.getChild('AttrPath') : null;
  const key = path && partsOf(path).at(-1);
  if (!key || (key.name !== 'Attribute' && key.name !== 'String') || !bindsKind(source, node)) return undefined;
  const set = evaluate(node);
  const kind = set.type === 'set' ? set.attributes.get('kind')?.value() : undefined;
  if (kind?.type !== 'string' || (kind.value !== 'CachixCache' && kind.value !== 'NixCache')) return undefined;
  const name = textOf(source, key);
  return propertyAt(key.name === 'String' ? name.slice(1, -1) : name, key, toTree(set));
}

function bindsKind(source: NixSource, node: SyntaxNode): boolean {
  return node
    .getChildren('Binding')
    .some((binding) => /^(?:kind\b|"kind")/.test(source.text.slice(binding.from, binding.from + 7)));
}
