import { readFileSync } from 'node:fs';
import { DecodeError, decode, type Value } from './aeson.ts';
import { real } from './config.ts';
import { FatalError } from './haskell.ts';

export interface BinaryCaches {
  /** Names of the caches that are used. */
  names: string[];
  /** What the agent logs as warnings. */
  warnings: string[];
}

type Members = Map<string, Value>;

/**
 * Reads binary-caches.json as the agent does when it starts, with the agent's words for every fault.
 * @throws FatalError with the agent's message; the error of the file system when the file cannot be read
 * @see hercules-ci-agent 0.10.8: Hercules/Agent/Config/BinaryCaches.hs, Hercules/Formats/{CachixCache,NixCache,Common}.hs
 */
export function readBinaryCaches(path: string): BinaryCaches {
  let bytes: Buffer;
  try {
    bytes = readFileSync(real(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    throw new FatalError(
      `The binary-caches.json file does not exist.\nAccording to the configuration, it should be in\n  ${path}\n\nFor more information about binary-caches.json, see\nhttps://docs.hercules-ci.com/hercules-ci/reference/binary-caches-json/`,
    );
  }
  try {
    return parse(decode(bytes), path);
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new FatalError(error.message.startsWith('Error in ') ? error.message : `Error in $: ${error.message}`);
    }
    throw error;
  }
}

function parse(root: Value, path: string): BinaryCaches {
  const entries = [...object(root, 'Map~Text')].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const ofKind = (kind: string) =>
    entries.filter(([, value]) => value.type === 'Object' && textOf(value.members.get('kind')) === kind);
  const cachix = ofKind('CachixCache');
  const nix = ofKind('NixCache');
  const known = new Set([...cachix, ...nix].map(([name]) => name));

  // The parts of the file are decoded kind by kind: the first fault of a Cachix cache hides one of a Nix cache before it.
  const signingKeys = cachix.map(([, value]) => cachixSigningKeys(object(value, 'CachixCache')));
  for (const [, value] of nix) {
    nixCache(object(value, 'NixCache'));
  }
  const warnings = entries
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => {
      const kind = text(required(object(value, unknownKind), 'kind', `parsing ${unknownKind} failed, `), '.kind');
      return `In file ${path} in entry ${name}: unknown kind ${kind}`;
    });
  if (known.size === 0) {
    warnings.unshift(
      'You did not configure any caches. This is ok for trying out Hercules CI, but a cache _is_ required for multi-agent operation and to work well across garbage collection. For more information about binary-caches.json, see https://docs.hercules-ci.com/hercules-ci/reference/binary-caches-json/',
    );
  }
  if (signingKeys.some(([first]) => first !== undefined && first.trim() === '')) {
    throw new FatalError('A signing key must not be empty');
  }
  return { names: [...known], warnings };
}

const unknownKind = 'Hercules.Agent.Config.BinaryCaches.UnknownKind(UnknownKind)';

function cachixSigningKeys(members: Members): string[] {
  withoutVersion(members);
  const signingKeys = optional(members, 'signingKeys', texts) ?? [];
  optional(members, 'authToken', text);
  texts(required(members, 'publicKeys'), '.publicKeys');
  return signingKeys;
}

function nixCache(members: Members): void {
  withoutVersion(members);
  text(required(members, 'storeURI'), '.storeURI');
  texts(required(members, 'signingKeys'), '.signingKeys');
  texts(required(members, 'publicKeys'), '.publicKeys');
}

function withoutVersion(members: Members): void {
  if (optional(members, 'apiVersion', text) !== undefined) {
    throw new DecodeError('Unexpected apiVersion field. ');
  }
}

function optional<T>(members: Members, key: string, parseValue: (value: Value, path: string) => T): T | undefined {
  const value = members.get(key);
  return value === undefined || value.type === 'Null' ? undefined : parseValue(value, `.${key}`);
}

function required(members: Members, key: string, context = ''): Value {
  const value = members.get(key);
  if (value === undefined) {
    throw new DecodeError(`${context}key "${key}" not found`);
  }
  return value;
}

function object(value: Value, name: string): Members {
  if (value.type === 'Object') {
    return value.members;
  }
  return mismatch('', `${name}`, 'Object', value);
}

function texts(value: Value, path: string): string[] {
  return value.type === 'Array'
    ? value.items.map((item, index) => text(item, `${path}[${index}]`))
    : mismatch(path, '[]', 'Array', value);
}

function text(value: Value, path: string): string {
  return value.type === 'String' ? value.text : mismatch(path, 'Text', 'String', value);
}

function textOf(value: Value | undefined): string | undefined {
  return value?.type === 'String' ? value.text : undefined;
}

function mismatch(path: string, name: string, expected: string, found: Value): never {
  throw new DecodeError(
    `Error in $${path}: parsing ${name} failed, expected ${expected}, but encountered ${found.type}`,
  );
}
