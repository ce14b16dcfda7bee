import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { standingOf } from '../../functions/core/model/reason.ts'
import { providers } from '../../functions/providers/providers.ts'
import { allFixtures } from './fixture-files.ts'
import { genericAnswers } from './generic-answers.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

/** Over a real socket: what says nothing of a token is never taken for a word on it, neither a good one nor a bad one. */
describe('an answer that anybody may give', () => {
  let standIn: StandIn
  before(async () => {
    standIn = await startStandIn(allFixtures)
  })
  after(() => standIn.close())

  for (const fixtures of allFixtures)
    it(`says nothing of a credential of ${fixtures.provider}`, async () => {
      const { rules = [], tokenRules = [] } = providers.get(fixtures.provider) ?? {}
      const own = new Set([...rules, ...tokenRules].map(({ name }) => name))
      for (const { reasons, ...answer } of genericAnswers) {
        const { verdict, readings } = await standIn.probe(fixtures, {
          ...answer,
          reason: 'unrecognized',
          rule: '',
          evidence: 'generic',
        })
        const last = readings.at(-1)
        const rule = last?.kind === 'answered' ? last.rule : last?.code
        const said = `${answer.to}: ${verdict.reason} by ${rule}`
        assert.ok(!['invalid', 'valid'].includes(standingOf(verdict.reason)), said)
        assert.ok(reasons.includes(verdict.reason) || own.has(rule ?? ''), said)
      }
    })
})
