import { binaryCachesFormat } from './binary-caches/index.ts';
import type { Format, FormatId } from './format.ts';

/** Every kind of file that the project understands. */
export const formats: readonly Format[] = [binaryCachesFormat];

export function formatOf(id: FormatId): Format | undefined {
  return formats.find((format) => format.id === id);
}
