import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, it } from 'node:test'
import { AnswerTooLong } from '../../../../functions/core/probe/network/failure.ts'
import { limitWire, wireLimitBytes } from '../../../../functions/core/probe/network/wire-limit.ts'

/** Reads what a server sends over a limited socket, after an answer had some bytes already. */
async function read(sentBytes: number, earlierBytes = 0) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(Buffer.alloc(sentBytes, 'x'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const answer = { receivedBytes: earlierBytes }
  const outcome: { readBytes: number; error: unknown } = { readBytes: 0, error: null }
  limitWire(socket, answer)
  socket.on('error', (error) => {
    outcome.error = error
  })
  socket.on('readable', () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) outcome.readBytes += chunk.length
  })
  await new Promise((resolve) => socket.once('close', resolve))
  server.close()
  return { ...outcome, ...answer }
}

describe('a socket with a limit', () => {
  it('hands over an answer as long as one may be, and counts its bytes', async () => {
    const { error, readBytes, receivedBytes } = await read(wireLimitBytes)
    assert.deepEqual([error, readBytes, receivedBytes], [null, wireLimitBytes, wireLimitBytes])
  })

  it('is closed with the reason by one byte more, which nobody reads', async () => {
    const { error, readBytes } = await read(wireLimitBytes + 1)
    assert.ok(error instanceof AnswerTooLong)
    assert.ok(readBytes <= wireLimitBytes)
  })

  it('counts with what it has received of the answer', async () => {
    const { error, readBytes } = await read(2, wireLimitBytes - 1)
    assert.ok(error instanceof AnswerTooLong)
    assert.equal(readBytes, 0)
    assert.equal((await read(1, wireLimitBytes - 1)).error, null)
  })
})
