import type { Dispatcher } from 'undici'
import { decodeBody } from './decode.ts'
import { failureOf, type NetworkFailure } from './failure.ts'
import { bodyLimitBytes, type WireAnswer } from './network.ts'

/** A received answer, or the reason why it cannot be read. */
export type Received = Pick<WireAnswer, 'status' | 'headers' | 'body'> | NetworkFailure

type Head = Pick<WireAnswer, 'status' | 'headers'>

/** The receiver of an answer: learns of its first byte and of its result. Only the first result counts. */
export type Recipient = {
  /** True once the deadline has passed: nothing may be sent any more. */
  isOver(): boolean
  began(): void
  settle(received: Received): void
}

/** Makes an undici handler that collects an answer, up to the limit of a body. */
export function receiveFor({ isOver, began, settle }: Recipient): Dispatcher.DispatchHandler {
  const chunks: Uint8Array[] = []
  let head: Head = { status: 0, headers: {} }
  let size = 0
  return {
    onRequestStart(controller) {
      if (isOver()) controller.abort(new Error('deadline'))
    },
    onResponseStart(_controller, status, headers) {
      // A 1xx only announces the answer (RFC 9110 section 15.2).
      if (status < 200) return
      began()
      head = { status, headers }
    },
    onResponseData(controller, chunk) {
      size += chunk.byteLength
      if (size <= bodyLimitBytes) chunks.push(chunk)
      else {
        settle({ reason: 'oversized', code: 'body_too_large' })
        controller.abort(new Error('oversized'))
      }
    },
    onResponseEnd() {
      settle(decoded(head, Buffer.concat(chunks)))
    },
    onResponseError(_controller, error) {
      settle(failureOf(error))
    },
  }
}

function decoded(head: Head, packed: Uint8Array): Received {
  const encoding = head.headers['content-encoding']
  const body = decodeBody(packed, Array.isArray(encoding) ? encoding.join(',') : encoding)
  if (body === 'oversized') return { reason: body, code: 'body_too_large' }
  return body === 'unrecognized' ? { reason: body, code: 'encoding_unknown' } : { ...head, body }
}
