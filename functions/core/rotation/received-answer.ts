import { fieldOf } from '../model/field-of.ts'
import type { WireAnswer } from '../probe/network/network.ts'
import type { Escrow } from './escrow.ts'

/** A provider's answer as it came, while nobody can read a credential in it. As secret as the credential that it may hold. */
export type ReceivedAnswer = {
  readonly status: number
  readonly body: Uint8Array
  /** Epoch milliseconds. */
  readonly at: number
}

/** Name in escrow of the answer for a version. The version's value, once it can be read, has the version's own name. */
export const answerSlot = (versionId: string): string => `answer#${versionId}`

/** Writes an answer as text for the escrow. */
export function sealable({ status, body, at }: ReceivedAnswer): string {
  return JSON.stringify({ status, body: Buffer.from(body).toString('base64'), at })
}

/** Returns the answer that is kept for a version; `null` where none is. */
export async function keptAnswer(
  check: Parameters<Escrow['get']>[0],
  versionId: string,
  escrow: Pick<Escrow, 'get'>,
): Promise<ReceivedAnswer | null> {
  const kept = await escrow.get(check, answerSlot(versionId))
  return kept === null ? null : opened(kept)
}

/** Removes the value and the answer that are kept for a version. */
export async function clearEscrow(
  check: Parameters<Escrow['remove']>[0],
  versionId: string,
  escrow: Pick<Escrow, 'remove'>,
): Promise<void> {
  await escrow.remove(check, versionId)
  await escrow.remove(check, answerSlot(versionId))
}

function opened(text: string): ReceivedAnswer {
  const parsed: unknown = JSON.parse(text)
  const [status, body, at] = ['status', 'body', 'at'].map((name) => fieldOf(parsed, name))
  return { status: Number(status), body: Buffer.from(String(body), 'base64'), at: Number(at) }
}

const noTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

/** Returns a kept answer in the shape in which it came. */
export function asWireAnswer({ status, body }: ReceivedAnswer): WireAnswer {
  return { kind: 'answer', status, headers: {}, body, timings: noTimings }
}
