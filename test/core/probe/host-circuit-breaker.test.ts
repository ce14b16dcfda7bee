import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Reading } from '../../../functions/core/model/reading.ts'
import { assess } from '../../../functions/core/probe/assess.ts'
import { attemptDeadlineMs } from '../../../functions/core/probe/attempt.ts'
import {
  type Asking,
  hostCircuitBreaker,
  isUnasked,
  openCircuitDeadlineMs,
} from '../../../functions/core/probe/host-circuit-breaker.ts'
import type { Probed } from '../../../functions/core/probe/probe.ts'
import { wayOutOf } from '../../../functions/core/probe/ways-out.ts'
import { aCheck, aRequest, aSecret } from '../../support/check.ts'
import { aFailure, anAnswer, aRejection, nowMs } from '../../support/reading.ts'

const timedOut = aFailure({ reason: 'timed_out', code: 'deadline', phase: 'first_byte' })
const unconnected = aFailure({ reason: 'timed_out', code: 'deadline', phase: 'connect' })
const limited = (retryAfterSeconds: number | null) =>
  anAnswer({ status: 429, meaning: 'rate_limited', rule: 'rate-limit', retryAfterSeconds })

/** A check of one host with the token of this name. */
function withToken(token: string, host = 'slow.example', field: string | null = null): Check {
  const secret = aSecret({ token: field }, { source: { from: 'secrets-manager', id: token } })
  return aCheck({ question: aRequest(`https://${host}/me`), secret })
}

/** A breaker, and everything that it let through or waited for. */
function watch() {
  let clockMs = nowMs
  const pausesMs: number[] = []
  const deadlinesMs: number[] = []
  const breaker = hostCircuitBreaker({
    now: () => clockMs,
    sleep: async (milliseconds) => {
      pausesMs.push(milliseconds)
      clockMs += milliseconds
    },
  })
  const ask = async (check: Check, reading: Reading | Promise<Reading>, asking: Asking = {}) => {
    const probed = await breaker.ask(check, asking, async (attemptDeadlineMs): Promise<Probed> => {
      deadlinesMs.push(attemptDeadlineMs)
      const seen = await reading
      return { verdict: assess(check, [seen], clockMs), readings: [seen] }
    })
    const { reason, findings } = probed.verdict
    return isUnasked(probed) ? [reason, findings[0]?.detail] : 'asked'
  }
  return { ask, pausesMs, deadlinesMs, pass: (milliseconds: number) => (clockMs += milliseconds) }
}

const givenUp = ['unreachable', `host_timed_out_for_others (connect); ${wayOutOf('host_timed_out_for_others')}`]
const hostWaits = ['rate_limited', `host_asked_others_to_wait (connect); ${wayOutOf('host_asked_others_to_wait')}`]
const credentialWaits = ['rate_limited', `credential_has_to_wait (connect); ${wayOutOf('credential_has_to_wait')}`]

/** A watch after these readings of different tokens of one host, one after the other. */
async function having(...readings: readonly (readonly [token: string, reading: Reading])[]) {
  const watching = watch()
  for (const [token, reading] of readings) await watching.ask(withToken(token), reading)
  return watching
}

describe('a wait', () => {
  it('counts for its credential, and not for its neighbours', async () => {
    const { ask, pausesMs } = await having(['a', limited(60)])
    assert.deepEqual(await ask(withToken('a'), anAnswer()), credentialWaits)
    for (const token of ['b', 'c', 'd']) assert.equal(await ask(withToken(token), anAnswer()), 'asked')
    assert.deepEqual(pausesMs, [])
  })

  const others: [what: string, check: Check, asking: Asking][] = [
    ['another host', withToken('a', 'other.example'), {}],
    ['another field of the same secret', withToken('a', 'slow.example', 'second'), {}],
    ['another version', withToken('a'), { versionId: 'version-2' }],
    ['another secret', withToken('z'), { versionId: 'version-1' }],
    ['a check that was not asked the last time', withToken('a'), { mustAsk: true }],
  ]
  for (const [what, check, asking] of others)
    it(`does not speak for ${what}`, async () => {
      const { ask } = await having(['a', limited(60)])
      assert.equal(await ask(check, anAnswer(), asking), 'asked')
    })

  it('counts for the version that was limited', async () => {
    const { ask } = await having(['a', limited(60)])
    assert.deepEqual(await ask(withToken('a'), anAnswer(), { versionId: 'version-1' }), credentialWaits)
  })

  it('is waited for if it is short', async () => {
    const { ask, pausesMs } = await having(['a', limited(3)])
    assert.equal(await ask(withToken('a'), anAnswer()), 'asked')
    assert.deepEqual(pausesMs, [3_000])
  })

  it('ends', async () => {
    const { ask, pass } = await having(['a', limited(60)])
    pass(61_000)
    assert.equal(await ask(withToken('a'), anAnswer()), 'asked')
  })

  it('is believed where it asks for most, and says nothing without a time', async () => {
    const { ask } = await having(['a', limited(60)])
    await ask(withToken('a'), limited(1), { mustAsk: true })
    assert.deepEqual(await ask(withToken('a'), anAnswer()), credentialWaits)
    const silent = await having(['b', limited(null)])
    assert.equal(await silent.ask(withToken('b'), anAnswer()), 'asked')
  })
})

describe('a circuit', () => {
  const closed: [what: string, readings: readonly (readonly [string, Reading])[]][] = [
    [
      'two time-outs',
      [
        ['a', timedOut],
        ['b', timedOut],
      ],
    ],
    [
      'many time-outs of one credential',
      [
        ['a', timedOut],
        ['a', timedOut],
        ['a', timedOut],
        ['a', timedOut],
      ],
    ],
    [
      'time-outs with an answer between',
      [
        ['a', timedOut],
        ['b', timedOut],
        ['c', anAnswer()],
        ['d', timedOut],
      ],
    ],
    [
      'time-outs with a refusal between',
      [
        ['a', timedOut],
        ['b', timedOut],
        ['c', aRejection()],
        ['d', timedOut],
      ],
    ],
    [
      'time-outs with a limit between',
      [
        ['a', timedOut],
        ['b', timedOut],
        ['c', limited(null)],
        ['d', timedOut],
      ],
    ],
    [
      'limits of one credential',
      [
        ['a', limited(null)],
        ['a', limited(null)],
        ['a', limited(null)],
      ],
    ],
    [
      'limits with an answer between',
      [
        ['a', limited(60)],
        ['b', limited(60)],
        ['c', anAnswer()],
        ['d', limited(60)],
      ],
    ],
    [
      'what fails at once',
      [
        ['a', aFailure()],
        ['b', aFailure()],
        ['c', aFailure()],
        ['d', aFailure()],
      ],
    ],
    [
      'failures of two ways',
      [
        ['a', limited(60)],
        ['b', timedOut],
        ['c', limited(60)],
        ['d', timedOut],
      ],
    ],
  ]
  for (const [what, readings] of closed)
    it(`stays closed after ${what}`, async () => {
      const { ask, deadlinesMs } = await having(...readings)
      assert.equal(await ask(withToken('z'), anAnswer()), 'asked')
      assert.equal(deadlinesMs.at(-1), attemptDeadlineMs)
    })

  const open: [what: string, readings: readonly (readonly [string, Reading])[], refusal: readonly string[]][] = [
    [
      'time-outs of three credentials',
      [
        ['a', timedOut],
        ['b', timedOut],
        ['c', timedOut],
      ],
      givenUp,
    ],
    [
      'time-outs of two credentials',
      [
        ['a', timedOut],
        ['a', timedOut],
        ['b', timedOut],
      ],
      givenUp,
    ],
    [
      'time-outs before one credential was sent',
      [
        ['a', unconnected],
        ['a', unconnected],
        ['a', unconnected],
      ],
      givenUp,
    ],
    [
      'limits of three credentials',
      [
        ['a', limited(60)],
        ['b', limited(60)],
        ['c', limited(null)],
      ],
      hostWaits,
    ],
  ]
  for (const [what, readings, refusal] of open)
    it(`opens after ${what}, is tried twice more, and then spares the rest`, async () => {
      const [, worst] = readings.at(-1) ?? assert.fail()
      const { ask, deadlinesMs } = await having(...readings)
      assert.equal(await ask(withToken('x'), worst), 'asked')
      assert.equal(await ask(withToken('y'), worst), 'asked')
      assert.deepEqual(await ask(withToken('z'), anAnswer()), refusal)
      assert.deepEqual(deadlinesMs.slice(-2), [openCircuitDeadlineMs, openCircuitDeadlineMs])
      assert.equal(await ask(withToken('z', 'other.example'), anAnswer()), 'asked')
      assert.equal(await ask(aCheck({ question: { kind: 'declared' } }), anAnswer()), 'asked')
    })

  const down = [
    ['a', timedOut],
    ['b', timedOut],
    ['c', timedOut],
  ] as const

  it('asks a check all the same that was not asked the last time, and closes if it is answered', async () => {
    const { ask } = await having(...down, ['d', timedOut], ['e', timedOut])
    assert.deepEqual(await ask(withToken('z'), anAnswer()), givenUp)
    assert.equal(await ask(withToken('f'), timedOut, { mustAsk: true }), 'asked')
    assert.deepEqual(await ask(withToken('z'), anAnswer()), givenUp)
    assert.equal(await ask(withToken('g'), aRejection(), { mustAsk: true }), 'asked')
    assert.equal(await ask(withToken('z'), anAnswer()), 'asked')
  })

  it('lets the others wait for a try, and in if it is answered', async () => {
    const { ask, deadlinesMs } = await having(...down)
    const tried = Promise.withResolvers<Reading>()
    const all = ['t', 'u', 'v', 'w'].map((token, index) =>
      ask(withToken(token), index === 0 ? tried.promise : anAnswer()),
    )
    await new Promise(setImmediate)
    assert.equal(deadlinesMs.length, 4)
    tried.resolve(anAnswer())
    assert.deepEqual(await Promise.all(all), ['asked', 'asked', 'asked', 'asked'])
    assert.deepEqual(deadlinesMs.slice(4), [attemptDeadlineMs, attemptDeadlineMs, attemptDeadlineMs])
  })

  it('lets the next try where the first failed, and spares those behind it', async () => {
    const { ask } = await having(...down)
    const all = ['t', 'u', 'v', 'w'].map((token) => ask(withToken(token), timedOut))
    assert.deepEqual(await Promise.all(all), ['asked', 'asked', givenUp, givenUp])
  })

  it('does not count a time-out of a request that others were answered beside', async () => {
    const { ask } = watch()
    const late = ['a', 'b', 'c'].map((token) => {
      const { promise, resolve } = Promise.withResolvers<Reading>()
      return { resolve, asked: ask(withToken(token), promise) }
    })
    await ask(withToken('d'), anAnswer())
    for (const { resolve } of late) resolve(timedOut)
    await Promise.all(late.map(({ asked }) => asked))
    assert.equal(await ask(withToken('z'), timedOut), 'asked')
  })

  it('leaves the way free when a try throws', async () => {
    const { ask } = await having(...down)
    await assert.rejects(ask(withToken('t'), Promise.reject(new Error('a bug of ours'))))
    assert.equal(await ask(withToken('u'), anAnswer()), 'asked')
  })
})
