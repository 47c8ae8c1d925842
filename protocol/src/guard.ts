/** Tells whether a value that came from outside has a type. */
export type Guard<T> = (value: unknown) => value is T;

/** What a guard lets through. */
export type Guarded<G> = G extends Guard<infer T> ? T : never;

type Shape = Record<string, Guard<unknown>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: undefined extends Guarded<S[K]> ? K : never }[keyof S];
type Simplify<T> = { [K in keyof T]: T[K] };
type ObjectOf<S extends Shape> = Simplify<
  { [K in Exclude<keyof S, OptionalKeys<S>>]: Guarded<S[K]> } & { [K in OptionalKeys<S>]?: Guarded<S[K]> }
>;

export const text: Guard<string> = (value) => typeof value === 'string';
export const number: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const flag: Guard<boolean> = (value) => typeof value === 'boolean';

export function literal<const T extends readonly (string | boolean)[]>(...allowed: T): Guard<T[number]> {
  return (value): value is T[number] => allowed.includes(value as T[number]);
}

export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function list<T>(guard: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(guard);
}

export function object<S extends Shape>(shape: S): Guard<ObjectOf<S>> {
  const members = Object.entries(shape);
  return (value): value is ObjectOf<S> =>
    typeof value === 'object' &&
    value !== null &&
    members.every(([name, guard]) => guard((value as Record<string, unknown>)[name]));
}

export function either<G extends Guard<unknown>[]>(...guards: G): Guard<Guarded<G[number]>> {
  return (value): value is Guarded<G[number]> => guards.some((guard) => guard(value));
}
