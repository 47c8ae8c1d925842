import type { Readable } from 'node:stream';

/** The first line, and the pieces behind it. */
export interface HeadedStream {
  head: string;
  pieces: AsyncIterable<Buffer>;
}

/**
 * Takes the first line off a stream; `undefined` where the stream ends before one is whole.
 * The stream is destroyed when the pieces are no longer read.
 */
export async function takeHead(stream: Readable): Promise<HeadedStream | undefined> {
  const source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let seen: Buffer = Buffer.alloc(0);
  for (let step = await source.next(); !step.done; step = await source.next()) {
    seen = Buffer.concat([seen, step.value]);
    const end = seen.indexOf(0x0a);
    if (end < 0) continue;
    const first = seen.subarray(end + 1);
    return { head: seen.toString('utf8', 0, end), pieces: from(first, source) };
  }
  return undefined;
}

async function* from(first: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (let step = await source.next(); !step.done; step = await source.next()) yield step.value;
  } finally {
    await source.return?.();
  }
}
