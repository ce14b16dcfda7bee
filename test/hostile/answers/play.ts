import type { Check } from '../../../functions/core/model/check.ts'
import type { Probed } from '../../../functions/core/probe/probe.ts'
import { expandedCheck } from '../../config/reading.ts'
import { aCheck, aRequest, expecting, reading } from '../../support/check.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'
import type { HostileAnswer } from './answer.ts'

/** Part of every secret that the prober holds. */
const mark = 'marked-7f3a9c'

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** Starts a prober with a secret for each kind of question, whose attempts end after a while. */
export function startVictim(attemptDeadlineMs: number): Prober {
  const prober = startProber(`${mark}-token`, attemptDeadlineMs)
  prober.store('production/client', JSON.stringify({ id: 'acme', secret: `${mark}-client` }))
  prober.store('production/user', JSON.stringify({ user: 'acme', password: `${mark}-password` }))
  prober.store('production/jwt', [encoded({ alg: 'RS256', kid: 'one' }), encoded({ jti: mark }), 'c2ln'].join('.'))
  return prober
}

/** Returns a check of a hostile server that expects a name and a field, so that a mere 200 proves nothing. */
export function checkAt(url: string, { check }: Pick<HostileAnswer, 'check'> = {}): Check {
  if (check !== undefined) return expandedCheck(check(url))
  return aCheck({
    question: aRequest(`${url}/me`),
    paths: reading({ identity: 'login' }),
    expect: expecting({ identity: 'bot', assert: ['ok'] }),
    ...onLoopback,
  })
}

/** Returns what a probe reports: its reason, and the rule or the code of its last reading. */
export function shownOutcome({ verdict, readings }: Probed): string {
  const last = readings.at(-1)
  return `${verdict.reason}: ${last === undefined ? 'not asked' : last.kind === 'answered' ? last.rule : last.code}`
}

/** Returns true if a probe repeats a part of its secret. */
export const leaks = (probed: Probed): boolean => /marked|7f3a9c|bWFya2Vk/i.test(JSON.stringify(probed))
