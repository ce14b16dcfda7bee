import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { interpret } from '../../../functions/core/probe/interpret.ts'
import { refusesStranger } from '../../../functions/core/probe/refusal.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { isByStatusAlone } from '../../../functions/core/probe/unauthorized.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { aCheck, aRequest } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { anObserver } from '../../support/observer.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Refusal = readonly [what: string, challenge: string | null, body: unknown]

/** Refusals that ask for more than the token, and leave open if it lives. */
const demands: readonly Refusal[] = [
  ['a nonce in the proof', 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce"', {}],
  ['another nonce, unquoted', 'DPoP error=use_dpop_nonce', ''],
  ['a proof', 'DPoP realm="api", error="invalid_dpop_proof", algs="ES256 PS256"', { message: 'Unauthorized' }],
  ['a proof, beside another scheme', 'Bearer realm="api", DPoP error="invalid_dpop_proof"', {}],
  ['a stronger login', 'Bearer error="insufficient_user_authentication", acr_values="myACR"', {}],
  ['a newer login', 'Bearer ERROR="Insufficient_User_Authentication", max_age="5"', 'Unauthorized'],
  ['a newer login of a bound token', 'DPoP error="insufficient_user_authentication", max_age=0', {}],
  ['claims', 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="', {}],
  ['a nonce, in the body', null, { error: 'use_dpop_nonce' }],
  ['a proof, in a nested code', 'Bearer', { error: { code: 'invalid_dpop_proof', message: 'Unauthorized' } }],
  ['a stronger login, in capitals', null, { code: 'INSUFFICIENT_USER_AUTHENTICATION' }],
]

/** Refusals of the token itself, also by a server that speaks of proofs. */
const deaths: readonly Refusal[] = [
  ['a token bound to another key', 'DPoP error="invalid_token", error_description="Invalid DPoP key binding"', {}],
  ['an expired token', 'DPoP error="invalid_token", algs="ES256"', {}],
  ['an expired token of a plain API', 'Bearer error="invalid_token"', {}],
  ['nothing but the scheme', 'DPoP algs="ES256"', {}],
  ['nothing', null, {}],
]

const answerOf = ([, challenge, body]: Refusal) =>
  aWireAnswer(401, body, challenge === null ? {} : { 'www-authenticate': challenge })

/** Profiles that take a bare 401 for death. */
const byStatus = [...providers.keys()]
  .map((name) => ({ name, rules: profileOf(name).rules }))
  .filter(({ rules }) => isByStatusAlone(ruleFor(parseAnswer(aWireAnswer(401, {})), [], rules)))

describe('a 401 that asks for more than the token', () => {
  for (const demand of demands)
    it(`is no death in any profile: ${demand[0]}`, () => {
      assert.ok(byStatus.length > 10)
      return assertEvery(
        byStatus,
        ({ name }) => name,
        ({ rules }) => assert.equal(ruleFor(parseAnswer(answerOf(demand)), [], rules).means, 'unrecognized'),
      )
    })

  for (const death of deaths)
    it(`is not taken for a refusal of ${death[0]}`, () => {
      const { rules } = profileOf('http')
      assert.equal(ruleFor(parseAnswer(answerOf(death)), [], rules).means, 'rejected')
    })

  for (const demand of demands)
    it(`says nothing of a broken token that gets it either: ${demand[0]}`, () => {
      const { rules } = profileOf('http')
      assert.equal(refusesStranger(interpret(answerOf(demand), rules, anObserver())), false)
    })

  for (const demand of demands)
    it(`names the way out: ${demand[0]}`, async () => {
      const [, challenge, body] = demand
      const server = await startHostileServer(() => ({
        kind: 'answer',
        status: 401,
        headers: {
          'content-type': 'application/json',
          ...(challenge === null ? {} : { 'www-authenticate': challenge }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }))
      const prober = startProber('marked-7f3a9c')
      try {
        const probed = await prober.probe(aCheck({ question: aRequest(server.url), ...onLoopback }))
        assert.deepEqual(shownProbe(probed), ['unrecognized', 'unauthorized-demands-more'])
        assert.match(probed.verdict.findings[0]?.detail ?? '', /a proof, a nonce or a stronger login/)
      } finally {
        await prober.close()
        await server.close()
      }
    })
})
