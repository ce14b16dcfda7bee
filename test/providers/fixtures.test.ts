import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { allFixtures } from './fixture-files.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

/** Every documented answer over a real socket, to the request that really asks for it. */
describe('a provider of the catalogue', () => {
  let standIn: StandIn
  before(async () => {
    standIn = await startStandIn(allFixtures)
  })
  after(() => standIn.close())

  for (const fixtures of allFixtures)
    describe(fixtures.provider, () => {
      for (const answer of fixtures.answers)
        it(`is ${answer.reason} by ${answer.rule} where it answers ${answer.status} to ${answer.to}`, async () => {
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
        })
    })
})

type Sent = ReturnType<StandIn['lastRequest']>

function assertSent(wanted: (typeof allFixtures)[number]['request'], { line, headers, body }: Sent): void {
  assert.equal(line, wanted.line)
  for (const [name, value] of Object.entries(wanted.headers ?? {})) assert.equal(headers[name], value, name)
  if (wanted.body !== undefined) assert.equal(body, wanted.body)
}
