/** The systems that Nix builds for by itself, in the order of their use. */
export const systems = ['x86_64-linux', 'aarch64-linux', 'aarch64-darwin', 'x86_64-darwin'] as const;

/** What a system is, for people. */
export function systemMeaning(system: (typeof systems)[number]): string {
  return {
    'x86_64-linux': 'Linux on 64-bit Intel and AMD processors.',
    'aarch64-linux': 'Linux on 64-bit ARM processors.',
    'aarch64-darwin': "macOS on Apple's own processors.",
    'x86_64-darwin': 'macOS on Intel processors.',
  }[system];
}
