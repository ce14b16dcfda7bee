import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { refusalIn } from '../../functions/core/probe/refusal.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'
import { allFixtures } from './fixture-files.ts'

/** Refusals by the API itself that a provider documents for a dead credential. */
const deaths = allFixtures.flatMap(({ provider, answers }) =>
  answers
    .filter(({ reason, status, rule }) => {
      const isOfApi = profileOf(provider).rules.some(({ name }) => name === rule)
      return reason === 'rejected' && status === 401 && isOfApi
    })
    .map((answer) => ({ provider, ...answer })),
)

it('a documented refusal of a dead credential is no vague one by its status, so that nothing weakens it', () => {
  assert.ok(deaths.length > 60, String(deaths.length))
  return assertEvery(
    deaths,
    ({ provider, to }) => `${provider}: ${to}`,
    ({ provider, status, body, headers = {} }) => {
      const answer = parseAnswer(aWireAnswer(status, body, headers))
      const refusal = refusalIn(answer, headers, ruleFor(answer, [], profileOf(provider).rules))
      // One that only a standard describes is compared in any case.
      const isWeakened = refusal.byStatus && !refusal.namesCredential && refusal.vague && refusal.standard !== true
      assert.equal(isWeakened, false)
    },
  )
})
