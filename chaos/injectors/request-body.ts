import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'

/** A body as it is forwarded, and its text if it was read to its end. */
export type ForwardedBody = { readonly forwarded: Buffer | Readable; readonly text: string | undefined }

/** No request for a token or about one is longer. */
const maxReadBytes = 65_536

/** A body whose end takes longer is a stream: its receiver may answer before it ends. */
const endOfBodyMs = 250

/** Reads a body to its end, unless it is long or a stream. Then what was read goes before the rest. */
export async function bodyToForward(request: IncomingMessage): Promise<ForwardedBody> {
  if (Number(request.headers['content-length'] ?? 0) > maxReadBytes) return { forwarded: request, text: undefined }
  const ending = new AbortController()
  const patience = wait(endOfBodyMs, null, { signal: ending.signal }).catch(() => null)
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false })
  const read: Buffer[] = []
  try {
    for (let length = 0; length <= maxReadBytes; ) {
      const next = chunks.next()
      const got = await Promise.race([next, patience])
      if (got === null) return { forwarded: Readable.from(continued(read, chunks, next)), text: undefined }
      if (got.done === true) return whole(Buffer.concat(read))
      read.push(got.value)
      length += got.value.length
    }
  } finally {
    ending.abort()
  }
  return { forwarded: Readable.from(continued(read, chunks, chunks.next())), text: undefined }
}

const whole = (forwarded: Buffer): ForwardedBody => ({ forwarded, text: forwarded.toString('utf8') })

async function* continued(
  read: readonly Buffer[],
  chunks: AsyncIterator<Buffer>,
  begun: Promise<IteratorResult<Buffer>>,
): AsyncGenerator<Buffer> {
  yield* read
  for (let got = await begun; got.done !== true; got = await chunks.next()) yield got.value
}
