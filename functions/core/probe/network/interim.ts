import type { Socket } from 'node:net'

/** Bytes of one interim answer at most. A longer one is left to the parser, which limits headers. */
const largestInterimBytes = 16_384

/** Characters of `HTTP/1.1 100` and of what follows it, which tell an interim answer from a final one. */
const startLength = 13

/** Interim answers that announce another one. 101 would change the protocol, and is left to the parser. */
const interim = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/

/**
 * Drops interim answers, such as `100 Continue`, before the final one (RFC 9110 section 15.2). undici takes a 100 that it did not ask for
 * as a broken connection (lib/dispatcher/client-h1.js, read 2026-11-30).
 */
export function dropInterim(socket: Socket, state: { awaitsAnswer: boolean }): void {
  const read = socket.read.bind(socket)
  let held: Buffer = Buffer.alloc(0)
  socket.read = (size?: number) => {
    const chunk: unknown = read(size)
    if (!state.awaitsAnswer || !Buffer.isBuffer(chunk)) return chunk
    const bytes = withoutInterim(Buffer.concat([held, chunk]))
    const complete = isFinal(bytes)
    state.awaitsAnswer = !complete
    held = complete ? Buffer.alloc(0) : bytes
    return complete ? bytes : null
  }
}

/** Removes complete interim answers from the start. */
function withoutInterim(bytes: Buffer): Buffer {
  let rest = bytes
  while (interim.test(startOf(rest))) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return rest
    rest = rest.subarray(end + 4)
  }
  return rest
}

/** Returns false for the beginning of an interim answer, and for bytes that may become one. */
function isFinal(bytes: Buffer): boolean {
  const start = startOf(bytes)
  if (bytes.length > largestInterimBytes) return true
  if (bytes.length >= startLength) return !interim.test(start)
  return !beginnings.some((beginning) => start.startsWith(beginning) || beginning.startsWith(start))
}

const beginnings = ['HTTP/1.1 1', 'HTTP/1.0 1']

const startOf = (bytes: Buffer): string => bytes.toString('latin1', 0, startLength)
