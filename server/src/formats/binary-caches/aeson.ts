import type { Value } from '../../tree/value.ts';

/**
 * Sentences of aeson, the agent's JSON library, as it words them.
 * @see https://github.com/haskell/aeson/blob/master/src/Data/Aeson/Types/FromJSON.hs
 */

const typeNames: Record<Value['type'], string> = {
  object: 'Object',
  array: 'Array',
  string: 'String',
  number: 'Number',
  boolean: 'Boolean',
  null: 'Null',
  unknown: 'Value',
};

export function missingKey(name: string): string {
  return `Error in $: key "${name}" not found`;
}

export function typeMismatch(path: string, parsing: string, expected: string, actual: Value): string {
  return `Error in $${path}: parsing ${parsing} failed, expected ${expected}, but encountered ${typeNames[actual.type]}`;
}

/** What a person calls the type of a value. */
export function describe(value: Value): string {
  const names: Record<Value['type'], string> = {
    object: 'an object',
    array: 'an array',
    string: 'a string',
    number: 'a number',
    boolean: `\`${value.type === 'boolean' ? value.value : ''}\``,
    null: '`null`',
    unknown: 'something else',
  };
  return names[value.type];
}

/** The type that the agent falls back to for an entry without a known kind. */
export const unknownKind = 'Hercules.Agent.Config.BinaryCaches.UnknownKind(UnknownKind)';
