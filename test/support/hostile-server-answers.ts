import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Behaviour, EchoPlace, ReceivedRequest } from './hostile-server-behaviour.ts'
import { drip, repeatEvery, writeWithoutEnd } from './hostile-server-endless.ts'

/** Shows one behaviour on the connection of a request. */
export function behave(
  behaviour: Behaviour,
  received: ReceivedRequest,
  response: ServerResponse,
  socket: Socket,
): void {
  switch (behaviour.kind) {
    case 'answer':
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body)
      return
    case 'json':
      response.writeHead(behaviour.status ?? 200, { 'content-type': 'application/json', ...behaviour.headers })
      response.end(JSON.stringify(behaviour.body))
      return
    case 'html':
      response.writeHead(behaviour.status ?? 200, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!doctype html><title>Sign in</title><form action="/login"><input name="password"></form>')
      return
    case 'redirect':
      response.writeHead(behaviour.status ?? 302, { location: locationOf(behaviour, received) }).end()
      return
    case 'endless_body':
      writeWithoutEnd(response, Buffer.alloc(16_384, 'x'))
      return
    case 'gzip_bomb':
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(zerosPacked(behaviour.megabytes))
      return
    case 'stacked_encodings':
      response.writeHead(200, { 'content-encoding': Array(behaviour.layers).fill('gzip').join(', ') })
      response.end(packedTimes(behaviour.layers))
      return
    case 'echo':
      echo(response, credentialOf(received), behaviour.in)
      return
    default:
      breakProtocol(behaviour, received, socket)
  }
}

type BrokenKind =
  | 'silent'
  | 'hang_up'
  | 'reset_in_body'
  | 'drip'
  | 'endless_1xx'
  | 'huge_header'
  | 'malformed'
  | 'two_answers'
  | 'raw'
  | 'endless'

/** Shows a behaviour for which HTTP has no way: on the socket itself. */
function breakProtocol(
  behaviour: Extract<Behaviour, { kind: BrokenKind }>,
  received: ReceivedRequest,
  socket: Socket,
): void {
  switch (behaviour.kind) {
    case 'silent':
      return
    case 'hang_up':
      socket.end()
      return
    case 'reset_in_body':
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"login":', () => socket.resetAndDestroy())
      return
    case 'drip':
      drip(socket, behaviour)
      return
    case 'endless_1xx':
      repeatEvery(socket, behaviour.everyMs, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')
      return
    case 'huge_header':
      socket.end(`HTTP/1.1 200 OK\r\nX-Huge: ${'x'.repeat(behaviour.bytes)}\r\nContent-Length: 2\r\n\r\n{}`)
      return
    case 'malformed':
      socket.end(`${credentialOf(received)} is what you sent\r\n\r\n`)
      return
    case 'two_answers':
      socket.write(rawJson('{"login":"first"}') + rawJson('{"login":"second"}'))
      return
    case 'raw':
      writeRaw(socket, behaviour)
      return
    case 'endless':
      socket.write(behaviour.start)
      if (behaviour.everyMs === 0) writeWithoutEnd(socket, Buffer.from(behaviour.repeated))
      else repeatEvery(socket, behaviour.everyMs, behaviour.repeated)
  }
}

function writeRaw(socket: Socket, { bytes, then }: Extract<Behaviour, { kind: 'raw' }>): void {
  if (then === 'end') socket.end(bytes)
  else
    socket.write(bytes, () => {
      if (then === 'reset') socket.resetAndDestroy()
    })
}

/** Credential of a request, in whatever place it travelled. */
function credentialOf({ headers, url, body }: ReceivedRequest): string {
  return String(headers['authorization'] ?? headers['x-api-key'] ?? (body === '' ? url : body))
}

function locationOf(redirect: Extract<Behaviour, { kind: 'redirect' }>, received: ReceivedRequest): string {
  return redirect.echo === true ? `${redirect.to}?seen=${encodeURIComponent(credentialOf(received))}` : redirect.to
}

function echo(response: ServerResponse, credential: string, place: EchoPlace): void {
  const headers = { 'content-type': 'application/json', ...(place === 'header' && { 'x-received': credential }) }
  response.writeHead(401, place === 'reason' ? `Unauthorized ${credential}` : 'Unauthorized', headers)
  response.end(JSON.stringify({ error: place === 'body' ? `bad credential ${credential}` : 'bad credential' }))
}

function rawJson(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** A gzip stream may consist of many, so that one compressed megabyte of zeros can be repeated to any size. */
function zerosPacked(megabytes: number): Buffer {
  const one = gzipSync(Buffer.alloc(1_048_576), { level: 9 })
  return Buffer.concat(Array<Buffer>(megabytes).fill(one))
}

function packedTimes(layers: number): Buffer {
  let packed: Buffer = Buffer.from('{}')
  for (let layer = 0; layer < layers; layer++) packed = gzipSync(packed)
  return packed
}
