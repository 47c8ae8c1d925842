/**
 * The file of a Cachix agent's token in the form that systemd reads: `CACHIX_AGENT_TOKEN=…`. People also keep the bare token, or
 * the form of nix-darwin, whose `export` systemd takes for a part of the name.
 * @see https://docs.cachix.org/deploy/running-an-agent/
 */
export function environmentFile(content: Buffer): Buffer {
  const text = content.toString('utf8');
  if (/^[\w.~+/=-]+$/.test(text.trim()) && !/^\w+=[^=]/.test(text.trim())) {
    return Buffer.from(`CACHIX_AGENT_TOKEN=${text.trim()}\n`);
  }
  if (!/^[ \t]*export[ \t]+\w+=/m.test(text)) return content;
  return Buffer.from(text.replace(/^[ \t]*export[ \t]+(?=\w+=)/gm, ''));
}
