import { dirname } from 'node:path';
import type { NixFile } from '../formats/nix/model.ts';
import { definitions, entries } from '../nix/modules.ts';
import { namesOfCaches } from './caches.ts';
import { cachesNamedIn, type NamedPlace } from './name.ts';

/** The machines of a network, the agents that run on them under other names, and the caches. */
export function namesOfNixFile(file: NixFile): NamedPlace[] {
  const { source, modules } = file;
  const within = [dirname(source.path)];
  const places: NamedPlace[] = [];
  for (const { machine, module } of modules) {
    if (!machine) continue;
    const agent = (name: string, { from: start, to: end }: { from: number; to: number }): void => {
      places.push({ of: 'agent', name, defines: true, within, start, end });
    };
    agent(machine.name, machine.attribute.key);
    for (const { value } of definitions(module, 'services', 'cachix-agent', 'name')) {
      if (value.type === 'string' && value.value !== '') agent(value.value, value.node);
    }
    for (const [instance, found] of entries(module, 'services', 'hercules-ci-agents')) {
      const [first] = found;
      if (instance !== '' && first) agent(`${machine.name}-${instance}`, first.key);
    }
  }
  const named = namesOfCaches(file, source.text);
  source.tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'String' || name === 'IndentedString') {
        named.push(...cachesNamedIn(source.text, { start: from, end: to }));
      }
    },
  });
  return [...places, ...new Map(named.map((place) => [`${place.start} ${place.end}`, place])).values()];
}
