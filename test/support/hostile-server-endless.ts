import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Writes one byte at a time, for as long as the client stays. */
export function drip(
  socket: Socket,
  { part, everyMs }: { readonly part: 'headers' | 'body'; readonly everyMs: number },
) {
  const start = part === 'body' ? 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n' : 'HTTP/1.1 200 OK\r\nX-Slow: '
  socket.write(start)
  repeatEvery(socket, everyMs, 'x')
}

/** Writes the same bytes again and again, for as long as the client stays. */
export function repeatEvery(socket: Socket, everyMs: number, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), everyMs)
  socket.once('close', () => clearInterval(timer))
}

/** Writes as fast as the client reads, so that nothing is buffered here. */
export function writeWithoutEnd(stream: ServerResponse | Socket, chunk: Buffer): void {
  const pour = () => {
    while (!stream.destroyed && stream.write(chunk));
  }
  stream.on('drain', pour)
  pour()
}
