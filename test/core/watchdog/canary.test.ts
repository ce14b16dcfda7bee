import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { callerProfile } from '../../../functions/core/model/caller-profile.ts'
import { Credential } from '../../../functions/core/model/credential.ts'
import type { Canary } from '../../../functions/core/model/own-check.ts'
import type { Profile } from '../../../functions/core/model/profile.ts'
import type { Meaning } from '../../../functions/core/model/reading.ts'
import type { WireAnswer } from '../../../functions/core/probe/network/network.ts'
import { probeCanaries } from '../../../functions/core/watchdog/canary.ts'
import { timings } from '../../support/reading.ts'

const target = { url: 'https://sts.eu-west-1.amazonaws.com/', allowPrivate: [], accountId: '123456789012' }

/** Answers of STS to each canary: the status, and the code of the error or the account of the caller. */
type Answers = Readonly<Record<Canary, readonly [status: number, said: string]>>

const asItIs: Answers = { 'known-good': [200, '123456789012'], 'known-bad': [403, 'SignatureDoesNotMatch'] }

async function outcomes(answers: Answers, profile: Profile = callerProfile) {
  const findings = await probeCanaries(
    {
      target,
      network: {
        exchange: async ({ headers }) =>
          answer(answers[headers['x-amz-date'] === 'known-good' ? 'known-good' : 'known-bad']),
        close: async () => {},
      },
      sign: async (_request, canary) => new Credential({ signature: 'x', date: canary, session: 'x' }, canary),
      now: Date.now,
      sleep: async () => {},
      log: () => {},
    },
    profile,
  )
  return Object.fromEntries(findings.map(({ canary, outcome }) => [canary, outcome]))
}

/** An answer of STS about this account, or with this code. One that says nothing has an empty object. */
function answer([status, said]: readonly [status: number, said: string]): WireAnswer {
  const refusal = said === '' ? {} : { Error: { Code: said } }
  const body = status === 200 ? { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: said } } } : refusal
  return { kind: 'answer', status, headers: {}, body: Buffer.from(JSON.stringify(body)), timings }
}

/** A profile with a bug: every answer has this meaning. */
const always = (means: Meaning): Profile => ({
  ...callerProfile,
  rules: [{ name: 'bug', when: {}, means }],
  paths: { identity: null, environment: null, scopes: null, expires: null },
})

describe('two canaries', () => {
  it('succeed if the good one is accepted and the bad one refused', async () => {
    assert.deepEqual(await outcomes(asItIs), { 'known-good': 'right', 'known-bad': 'right' })
  })

  it('find a bug that accepts every credential', async () => {
    // Without a code, since an answer that names an error is no proof of life whatever its rule says.
    const answers = { ...asItIs, 'known-bad': [403, ''] } as const
    assert.deepEqual(await outcomes(answers, always('alive')), { 'known-good': 'right', 'known-bad': 'wrong' })
    assert.deepEqual(await outcomes(asItIs, always('alive')), { 'known-good': 'right', 'known-bad': 'unclear' })
  })

  it('find a bug that refuses every credential', async () => {
    assert.deepEqual(await outcomes(asItIs, always('rejected')), { 'known-good': 'wrong', 'known-bad': 'right' })
  })

  it('find an answer about another identity', async () => {
    const answers = { ...asItIs, 'known-good': [200, '999999999999'] } as const
    assert.deepEqual(await outcomes(answers), { 'known-good': 'wrong', 'known-bad': 'right' })
  })

  const unclear: readonly (readonly [status: number, code: string])[] = [
    [503, 'ServiceUnavailable'],
    [429, 'Throttling'],
    [400, 'Throttling'],
    [403, 'AccessDenied'],
    [302, ''],
    [418, ''],
  ]
  for (const [status, code] of unclear)
    it(`prove nothing if STS answers ${status} ${code}`, async () => {
      const answers = { 'known-good': [status, code], 'known-bad': [status, code] } as const
      assert.deepEqual(await outcomes(answers), { 'known-good': 'unclear', 'known-bad': 'unclear' })
    })
})
