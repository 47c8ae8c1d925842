import { deploymentOptions } from './deployment.ts';
import type { Option } from './option.ts';
import { serviceOptions } from './services.ts';

export type { Option } from './option.ts';

export const nixOptions: readonly Option[] = [...deploymentOptions, ...serviceOptions];

/** The first names of all options. */
export const optionRoots: ReadonlySet<string> = new Set(nixOptions.map(({ path: [root = ''] }) => root));

/** The options that begin with a path, whose own part of any name matches. */
export function optionsBelow(path: readonly string[]): Option[] {
  return nixOptions.filter(
    (option) =>
      option.path.length > path.length &&
      path.every((name, index) => option.path[index] === '*' || option.path[index] === name),
  );
}

export function optionAt(path: readonly string[]): Option | undefined {
  return nixOptions.find(
    (option) =>
      option.path.length === path.length &&
      path.every((name, index) => option.path[index] === '*' || option.path[index] === name),
  );
}
