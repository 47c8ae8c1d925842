import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workTreeOf } from '../facts/git.ts';
import { evaluator, nixString } from './evaluator.ts';
import { evaluate, isMissing, NixFailed } from './nix.ts';

/** The outputs of a flake in which hosts are looked for. */
export type Collection =
  | 'nixosConfigurations'
  | 'darwinConfigurations'
  | 'homeConfigurations'
  | 'colmenaHive'
  | 'colmena'
  | 'deploy';

/** What evaluating a host gives: paths and names, never a value that may be secret. */
export interface DiscoveredHost {
  collection: Collection;
  name: string;
  /** By instance; the name of the only agent of a machine is empty. `paths` by the file's usual name. */
  hercules: { name: string; paths: Record<string, string | null> }[];
  cachix: { name: string | null; profile: string | null; credentials: string | null } | null;
  keys: { name: string; file: string | null; folder: string | null }[];
  address: { host: string | null; user: string | null; port: number | string | null };
}

export interface Discovered {
  /** The flake's folder, absolute. */
  folder: string;
  /** The work tree, and the copy of it in the store that paths of the configuration lie in. */
  tree: string;
  source: string;
  hosts: DiscoveredHost[];
  /** Those that could not be evaluated, such as `nixosConfigurations.web`. */
  broken: string[];
}

type Given = { collection: Collection; name: string; host: Omit<DiscoveredHost, 'collection' | 'name'> | null };

/**
 * Evaluates the hosts of a flake: all of them at once, or one after the other where one of them breaks this off.
 * @throws Error with a sentence for a person; AbortError
 */
export async function discover(folder: string, signal: AbortSignal): Promise<Discovered> {
  const tree = await workTreeOf(folder);
  // Nix would copy the folder as it is, with all the secrets in it.
  if (tree === undefined) {
    throw new Error(
      `${folder} is in no git repository: Nix would copy all of it, with its secrets, into its store, which everybody can read. Run git init there first.`,
    );
  }
  const below = relative(tree, folder).split(sep).join('/');
  const url = `git+${pathToFileURL(tree)}${below === '' ? '' : `?dir=${encodeURIComponent(below)}`}`;
  const ask = async (only: string, names: boolean): Promise<{ source: string; found: Given[] }> => {
    const expression = `let flake = builtins.getFlake ${nixString(url)}; in {
      source = toString (flake.sourceInfo or flake).outPath;
      found = (${evaluator}) { inherit flake; only = ${only}; names = ${names}; };
    }`;
    return JSON.parse(await evaluate(folder, expression, signal)) as { source: string; found: Given[] };
  };
  const answers = await ask('null', false)
    .catch(async (error: unknown) => {
      if (!(error instanceof NixFailed)) throw error;
      return oneByOne(ask);
    })
    .catch((error: unknown) => {
      if (error instanceof NixFailed) {
        throw new Error(`Nix could not evaluate the flake in ${folder}. Run nix flake show there to see why.`);
      }
      if (isMissing(error)) throw new Error('There is no program nix on the PATH. Install Nix to discover agents.');
      throw error;
    });
  return {
    folder,
    tree,
    source: answers.source,
    hosts: answers.found.flatMap(({ host, collection, name }) => (host ? [{ collection, name, ...host }] : [])),
    broken: answers.found.flatMap(({ host, collection, name }) => (host ? [] : [`${collection}.${name}`])),
  };
}

/** Some errors no expression can catch, such as that of an attribute that is missing. */
async function oneByOne(ask: (only: string, names: boolean) => Promise<{ source: string; found: Given[] }>) {
  const { source, found } = await ask('null', true);
  const answers: Given[] = [];
  for (const host of found) {
    const only = `{ collection = ${nixString(host.collection)}; name = ${nixString(host.name)}; }`;
    const answer = await ask(only, false).catch((error: unknown) => {
      if (error instanceof NixFailed) return { found: [host] };
      throw error;
    });
    answers.push(...answer.found);
  }
  return { source, found: answers };
}
