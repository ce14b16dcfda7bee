import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { standingOf } from '../../functions/core/model/reason.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import type { Fixtures } from './fixture.ts'
import { allFixtures } from './fixture-files.ts'
import { genericAnswers } from './generic-answers.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

/** Sends the real request over a real socket, once for each answer. */
describe('a provider of the catalogue', () => {
  let standIn: StandIn
  before(async () => {
    standIn = await startStandIn(allFixtures)
  })
  after(() => standIn.close())

  const documented = allFixtures.flatMap((fixtures) => fixtures.answers.map((answer) => ({ fixtures, answer })))

  it('is judged by each documented answer as its fixtures say', () =>
    assertEvery(
      documented,
      ({ fixtures, answer }) =>
        `${fixtures.provider} is ${answer.reason} by ${answer.rule} where it answers ${answer.status} to ${answer.to}`,
      async ({ fixtures, answer }) => {
        const { verdict, readings } = await standIn.probe(fixtures, answer)
        const last = readings.at(-1)
        const shown = readings.map((one) => (one.kind === 'answered' ? one.rule : one.code))
        assert.deepEqual([verdict.reason, shown.at(-1)], [answer.reason, answer.rule], verdict.findings[0]?.detail)
        const { identity, environment, expiry } = verdict.evidence
        const { reads = {} } = answer
        if (reads.waitsSeconds !== undefined)
          assert.equal(last?.kind === 'answered' && last.retryAfterSeconds, reads.waitsSeconds)
        if (reads.identity !== undefined) assert.equal(identity?.seen, reads.identity)
        if (reads.environment !== undefined) assert.equal(environment?.seen, reads.environment)
        if (reads.expires !== undefined) assert.equal(expiry?.at, reads.expires)
        assertSent(answer.request === undefined ? fixtures.request : { line: answer.request }, standIn.lastRequest())
      },
    ))

  const generic = allFixtures.flatMap((fixtures) => genericAnswers.map((answer) => ({ fixtures, answer })))

  it('is judged neither valid nor invalid by an answer that anybody may give', () =>
    assertEvery(
      generic,
      ({ fixtures, answer }) => `${fixtures.provider} where it answers ${answer.to}`,
      async ({ fixtures, answer: { reasons, ...answer } }) => {
        const wanted = { reason: 'unrecognized', rule: '', evidence: 'generic' } as const
        const { verdict, readings } = await standIn.probe(fixtures, { ...answer, ...wanted })
        const last = readings.at(-1)
        const rule = last?.kind === 'answered' ? last.rule : last?.code
        const said = `${verdict.reason} by ${rule}`
        assert.ok(!['invalid', 'valid'].includes(standingOf(verdict.reason)), said)
        assert.ok(reasons.includes(verdict.reason) || ownRules(fixtures).has(rule ?? ''), said)
      },
    ))
})

function ownRules({ provider }: Fixtures): ReadonlySet<string> {
  const { rules = [], tokenRules = [] } = providers.get(provider) ?? {}
  return new Set([...rules, ...tokenRules].map(({ name }) => name))
}

type Sent = ReturnType<StandIn['lastRequest']>

function assertSent(wanted: Fixtures['request'], { line, headers, body }: Sent): void {
  assert.equal(line, wanted.line)
  for (const [name, value] of Object.entries(wanted.headers ?? {})) assert.equal(headers[name], value, name)
  if (wanted.body !== undefined) assert.equal(body, wanted.body)
}
