import type { Socket } from 'node:net'
import { AnswerTooLong } from './failure.ts'
import { bodyLimitBytes } from './network.ts'

/**
 * Bytes that one answer may have on the wire, at most. The limits of headers and bodies do not count reason phrases, sizes and extensions of
 * chunks, empty lines and interim answers. A full body in chunks of one byte is six times as long.
 */
export const wireLimitBytes = 8 * bodyLimitBytes

/** Ends a connection as soon as an answer is longer than any may be: the deadline alone lets a server keep a processor busy until then. */
export function limitWire(socket: Socket, answer: { receivedBytes: number }): void {
  const read = socket.read.bind(socket)
  socket.read = (size?: number) => {
    const chunk: unknown = read(size)
    if (Buffer.isBuffer(chunk)) answer.receivedBytes += chunk.length
    if (answer.receivedBytes <= wireLimitBytes) return chunk
    socket.destroy(new AnswerTooLong())
    return null
  }
}
