import { propertyOf, type Value } from './value.ts';

/** Whether SOPS encrypted the values of a tree: it keeps the names in clear and adds a `sops` object of its own. */
export function isEncryptedTree(root: Value | undefined): boolean {
  if (root?.type !== 'object') return false;
  const sops = propertyOf(root, 'sops')?.value;
  return (sops?.type === 'object' && propertyOf(sops, 'mac') !== undefined) || holdsCiphertext(root, 0);
}

function holdsCiphertext(value: Value, depth: number): boolean {
  if (value.type === 'string') return value.value.startsWith('ENC[');
  if (depth > 4) return false;
  if (value.type === 'array') return value.items.slice(0, 1).some((item) => holdsCiphertext(item, depth + 1));
  return value.type === 'object' && value.properties.some((property) => holdsCiphertext(property.value, depth + 1));
}
