import type { InterceptedRequest } from '../faults/request.ts'
import { intruderAgent } from '../intruder/intruder-agent.ts'
import { callerOf, fingerprintOf, type Sender, tokenIn } from './wire.ts'

/** Tells this tool's own requests, and those that they cause, from the service's. */
export type Senders = {
  /** Notes a token of this tool before it is sent, and again when its answer is there. */
  intruding(token: string, isSent: boolean): void
  senderOf(request: InterceptedRequest): Sender
}

const toolCaller = callerOf(intruderAgent)
const maxForged = 50_000

export function createSenders(): Senders {
  const forged = new Set<string>()
  let underWay = 0
  return {
    intruding(token, isSent) {
      underWay += isSent ? 1 : -1
      forged.add(fingerprintOf(token))
      if (forged.size > maxForged) forged.clear()
    },
    senderOf(request) {
      const isForged = (fingerprint: string | undefined) => fingerprint !== undefined && forged.has(fingerprint)
      if (request.caller === toolCaller || isForged(tokenIn(request))) return 'tool'
      if (request.plane !== 'validation') return 'service'
      const asked = askedAbout(request)
      if (asked !== null) return isForged(fingerprintOf(asked)) ? 'tool' : 'service'
      // A key set is fetched for any token, so a fetch while an intruder's request is under way may be its doing.
      return underWay > 0 ? 'unknown' : 'service'
    },
  }
}

/** Returns the token that an API asks about; `null` if the question names none. */
function askedAbout({ body }: InterceptedRequest): string | null {
  return body === undefined ? null : new URLSearchParams(body).get('token')
}
