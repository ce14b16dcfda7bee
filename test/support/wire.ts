import type { WireAnswer, WireRequest } from '../../functions/core/probe/network/network.ts'
import { timings } from './reading.ts'

/** An answer in the network's format. A body that is no string is written as JSON. */
export function aWireAnswer(
  status: number,
  body: unknown = '',
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'answer', status, headers, body: Buffer.from(text), timings }
}

/** A request to a server on loopback, which it may reach. */
export function aWireRequest(url: string, overrides: Partial<WireRequest> = {}): WireRequest {
  return {
    method: 'GET',
    url: new URL(url),
    headers: { authorization: 'Bearer marked-7f3a9c' },
    body: null,
    allowPrivate: ['127.0.0.0/8'],
    shareConnection: false,
    ...overrides,
  }
}
