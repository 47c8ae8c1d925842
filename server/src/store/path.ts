/** What is wrong with a text that should be a store path itself. */
export interface StorePathFault {
  kind: 'store-path' | 'sub-path' | 'derivation';
  message: string;
  /** The text that was probably meant. */
  meant?: string;
  /** Nothing is lost by taking it. */
  safe?: boolean;
  /** What Nix says of it. */
  nixError?: string;
}

const storeDirectory = '/nix/store/';
/** Nix' base 32: digits and lower-case letters without e, o, t and u. */
const hashCharacters = '0123456789abcdfghijklmnpqrsvwxyz';
const hashLength = 32;
const longestName = 211;

/**
 * Finds the fault of a text where a store path is required: the path itself, nothing below it.
 * @see https://nix.dev/manual/nix/2.28/protocols/store-path
 */
export function storePathFault(text: string): StorePathFault | undefined {
  return beforeTheStore(text) ?? insideTheStore(text);
}

function beforeTheStore(text: string): StorePathFault | undefined {
  const fault = (message: string): StorePathFault => ({ kind: 'store-path', message });
  if (text.trim() === '') return fault('The path is empty. Whatever was to fill it in gave nothing.');
  const variable = /\$\{\{.*?\}\}|\$\{?\w+\}?|^~/.exec(text)?.[0];
  if (variable) return fault(`"${variable}" is not expanded here: write the store path itself.`);
  if (isResultLink(text)) {
    return fault(
      'This is a link that "nix build" leaves behind, which other machines do not have: write the store path that it points to.',
    );
  }
  if (!text.startsWith('/')) return fault('The path is not absolute: a store path begins with /nix/store/.');
  if (!text.startsWith(storeDirectory)) {
    const other = /^(.*\/store)\/[0-9a-z]{32}-/.exec(text)?.[1];
    return fault(
      other
        ? `The path is in the store ${other}: the agents' store is /nix/store.`
        : 'The path is not in the Nix store: a store path begins with /nix/store/.',
    );
  }
  return undefined;
}

export function isResultLink(text: string): boolean {
  return !text.startsWith(storeDirectory) && /(?:^|\/)result(?:-\w+)?\/?$/.test(text.trim());
}

function insideTheStore(text: string): StorePathFault | undefined {
  const rest = text.slice(storeDirectory.length);
  const [base = '', ...below] = rest.replace(/[/\s]+$/, '').split('/');
  const path = storeDirectory + base;
  const malformed = baseFault(base, path);
  if (malformed) return { kind: 'store-path', ...malformed };
  const derivation = base.endsWith('.drv');
  if (below.length > 0) {
    const message = `The path leads into a store path: only the store path itself can be deployed, which ends before "/${below.join('/')}".`;
    return { kind: 'sub-path', message, ...(!derivation && { meant: path }) };
  }
  if (derivation) {
    return {
      kind: 'derivation',
      message:
        'This is a derivation: the agent would build it and activate the wrong thing. Write the path of its output.',
    };
  }
  if (path === text) return undefined;
  const end = text.endsWith('/') ? 'a slash' : 'white space';
  return {
    kind: 'sub-path',
    message: `The path ends with ${end}: it is not the store path itself.`,
    meant: path,
    safe: true,
  };
}

function baseFault(base: string, path: string): Omit<StorePathFault, 'kind'> | undefined {
  const dash = base.indexOf('-');
  const hash = dash < 0 ? base : base.slice(0, dash);
  const name = dash < 0 ? '' : base.slice(dash + 1);
  if (base.length < hashLength + 1 && dash < 0) {
    return {
      message: 'This is no store path: a hash of 32 characters, a dash and a name are missing.',
      nixError: `'${base}' is too short to be a valid store path`,
    };
  }
  const bad = [...hash].findIndex((character) => !hashCharacters.includes(character));
  if (hash.length === hashLength && bad >= 0) {
    const character = hash[bad] ?? '';
    const why = /[A-Z]/.test(character) ? 'hashes have no capitals' : 'Nix never uses e, o, t and u';
    return {
      message: `"${character}", character ${bad + 1} of the hash, cannot be part of one: ${/[A-Zeotu]/.test(character) ? why : 'a hash has only digits and lower-case letters'}.`,
      nixError: `store path '${base}' contains illegal base-32 character '${character}'`,
    };
  }
  if (dash < 0) {
    return {
      message: 'A dash and a name are missing behind the hash.',
      nixError: `'${base}' can't name a store path because the hash part is not followed by a '-'`,
    };
  }
  if (hash.length !== hashLength)
    return { message: `The hash has ${hash.length} characters: those of Nix have ${hashLength}.` };
  return nameFault(name, path);
}

function nameFault(name: string, path: string): Omit<StorePathFault, 'kind'> | undefined {
  const invalid = (message: string, reason: string) => ({
    message,
    nixError: `path '${path}' is not a valid store path: ${reason}`,
  });
  if (name === '') return invalid('The name behind the dash is missing.', 'name must not be empty');
  if (name.length > longestName) {
    return invalid(
      `The name has ${name.length} characters: at most ${longestName} are allowed.`,
      `name '${name}' must be no longer than ${longestName} characters`,
    );
  }
  const illegal = /[^0-9a-zA-Z+\-._?=]/.exec(name)?.[0];
  if (illegal)
    return invalid(
      `"${illegal}" cannot be part of a store path's name.`,
      `name '${name}' contains illegal character '${illegal}'`,
    );
  const [first] = name.split('-');
  if (first === '.' || first === '..') {
    return invalid(
      `The name begins with "${first}".`,
      `name '${name}' is not valid: first dash-separated component must not be '${first}'`,
    );
  }
  return undefined;
}
