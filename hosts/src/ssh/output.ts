import { Transform } from 'node:stream';

/** Bytes of a login shell's noise that are kept to show what it said. */
const NOISE_KEPT = 16 * 1024;

/** A stream of what comes after a marker; what comes before it is kept, bounded, in `noise`. */
export interface AfterMarker extends Transform {
  readonly found: boolean;
  noise(): string;
}

export function afterMarker(marker: Buffer): AfterMarker {
  let before = Buffer.alloc(0);
  let found = false;
  const transform = new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      if (found) return done(null, chunk);
      before = Buffer.concat([before, chunk]);
      const at = before.indexOf(marker);
      if (at >= 0) {
        found = true;
        const rest = before.subarray(at + marker.length);
        before = Buffer.from(before.subarray(0, Math.min(at, NOISE_KEPT)));
        return rest.length > 0 ? done(null, rest) : done();
      }
      if (before.length > 4 * NOISE_KEPT) before = Buffer.from(before.subarray(before.length - NOISE_KEPT));
      done();
    },
  });
  return Object.defineProperties(transform, {
    found: { get: () => found },
    noise: { value: () => before.toString('utf8').trim() },
  }) as AfterMarker;
}

/** The last `limit` bytes of what is added. */
export function tail(limit: number): { add(chunk: Buffer): void; text(): string } {
  let chunks: Buffer[] = [];
  let size = 0;
  const compact = () => {
    const all = Buffer.concat(chunks);
    const kept = all.subarray(Math.max(0, all.length - limit));
    chunks = [Buffer.from(kept)];
    size = kept.length;
  };
  return {
    add(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 2 * limit) compact();
    },
    text() {
      compact();
      return chunks[0]?.toString('utf8') ?? '';
    },
  };
}
