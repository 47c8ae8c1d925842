import type { BinaryCaches } from '../formats/binary-caches/model.ts';
import { cachesNamedIn, type NamedPlace } from './name.ts';

/** The caches of a file, and those that the names of their public keys speak of. */
export function namesOfCaches({ caches }: BinaryCaches, text: string): NamedPlace[] {
  return caches.flatMap(({ name, property, publicKeys }): NamedPlace[] => {
    const { start, end } = property.key;
    const keys = new Set(publicKeys.filter(({ right }) => right).map(({ node }) => node));
    return [
      { of: 'cache', name, defines: true, start, end },
      ...[...keys].flatMap((node) => cachesNamedIn(text, node)),
    ];
  });
}
