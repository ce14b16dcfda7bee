import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { openStatelessPager } from '../../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import type { WireAnswer, WireFailure } from '../../../functions/core/probe/network/network.ts'
import { type BatchDependencies, runBatch } from '../../../functions/core/tick/batch.ts'
import { aMessage } from '../../support/batch-record.ts'
import { aCheck, aDeployment, aRequest, aSecret } from '../../support/check.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { nowMs, timings } from '../../support/reading.ts'
import { openAudience, openStores } from '../../support/stores.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Answer = WireAnswer | WireFailure
const hangs: Answer = { kind: 'failure', reason: 'timed_out', code: 'deadline', phase: 'first_byte', timings }
const unconnected: Answer = { ...hangs, phase: 'connect' }
const limited = aWireAnswer(429, {}, { 'retry-after': '3600' })
const alive = aWireAnswer(200, { login: 'bot' })
const dead = aWireAnswer(401, {})

const size = 50
const numbers = Array.from({ length: size }, (_, index) => index)

/** A host whose checks are numbered, each with a token of its own unless they share one, over ticks of 5m. */
function aHost(
  answers: (number: number, tick: number) => Answer,
  { oneToken = false, base = 'https://api.example' } = {},
) {
  const [prober, stores, audience] = [startProber(), openStores(), openAudience()]
  const checks = numbers.map((number): Check => {
    const name = oneToken ? 'production/ci' : `production/ci-${number}`
    prober.store(name, `a-token-of-${name}`)
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: name } })
    return aCheck({ id: `ci-${number}`, question: aRequest(`${base}/${number}`), secret, ...onLoopback })
  })
  let tick = 0
  let asked: number[] = []
  const nowOf = () => nowMs + tick * 300_000
  const exchange = async ({ url }: { readonly url: URL }) => {
    const number = Number(url.pathname.slice(1))
    asked.push(number)
    await setImmediate()
    return answers(number, tick)
  }
  const dependencies: BatchDependencies = {
    ...prober.dependencies,
    ...audience,
    ...stores,
    network: { exchange, close: async () => undefined },
    deployment: aDeployment(checks),
    statelessPager: openStatelessPager(async () => undefined),
    remainingMs: () => 300_000,
    now: nowOf,
  }
  /** Runs a tick, and returns the checks that were asked in it. */
  const run = async (overrides: Partial<BatchDependencies> = {}): Promise<ReadonlySet<number>> => {
    tick += 1
    asked = []
    await runBatch(
      aMessage(
        checks.map(({ key }) => key),
        { tick: nowOf() },
      ),
      { ...dependencies, ...overrides },
    )
    return new Set(asked)
  }
  const reasonOf = (number: number) => stores.stateOf(`production/ci-${number}`)?.reason
  return { run, reasonOf, pages: () => audience.messages.map(({ subject }) => subject) }
}

describe('the neighbours of a token in trouble', () => {
  const troubles: [what: string, answers: (number: number) => Answer][] = [
    ['is limited for an hour', (number) => (number === 0 ? limited : alive)],
    ['hangs', (number) => (number === 0 ? hangs : alive)],
    ['hangs in three checks', (number) => (number < 3 ? hangs : alive)],
    ['hangs in the eight that are asked first', (number) => (number < 8 ? hangs : alive)],
    ['is limited, and others hang', (number) => (number % 10 === 0 ? limited : number % 10 === 1 ? hangs : alive)],
  ]
  for (const [what, answers] of troubles)
    it(`are all asked in every tick while it ${what}`, async () => {
      const { run } = aHost(answers)
      for (let count = 0; count < 4; count += 1) assert.equal((await run()).size, size)
    })

  it('page in the tick in which they die, although one is limited and three hang', async () => {
    const { run, reasonOf, pages } = aHost((number) =>
      number === 0 ? limited : number < 4 ? hangs : number === 33 ? dead : alive,
    )
    await run()
    assert.equal(reasonOf(33), 'rejected')
    assert.deepEqual(pages(), ['ALARM: production/ci-33 rejected'])
  })
})

it('one token that a real server limits leaves the others of its host alone', async () => {
  const behaviourOf = (number: number): Behaviour =>
    number === 0
      ? { kind: 'json', status: 429, headers: { 'retry-after': '3600, 7200' }, body: {} }
      : { kind: 'json', status: number === 33 ? 401 : 200, body: {} }
  const server = await startHostileServer(({ url }) => behaviourOf(Number(url.slice(1))))
  const network = openNetwork()
  const { run, reasonOf } = aHost(() => alive, { base: server.url })
  await run({ network })
  assert.equal(new Set(server.requests.map(({ url }) => url)).size, size)
  assert.deepEqual([reasonOf(0), reasonOf(33), reasonOf(49)], ['rate_limited', 'rejected', 'healthy'])
  await network.close()
  await server.close()
})

describe('a check of a host that', () => {
  const outages: [what: string, answers: (number: number) => Answer, sparing: boolean, oneToken?: boolean][] = [
    ['hangs', () => hangs, true],
    ['takes no connections', () => unconnected, true, true],
    ['limits everybody', () => limited, true],
    ['limits its only token', () => limited, true, true],
    ['answers one of ten', (number) => (number % 10 === 9 ? alive : hangs), false],
    ['hangs for its only token', () => hangs, false, true],
  ]
  for (const [what, answers, sparing, oneToken = false] of outages)
    it(`${what} is never left out twice in a row`, async () => {
      const { run } = aHost(answers, { oneToken })
      let before = await run()
      if (sparing) assert.ok(before.size < 20, `${before.size} were asked`)
      for (let count = 0; count < 6; count += 1) {
        const now = await run()
        assert.deepEqual(
          numbers.filter((number) => !before.has(number) && !now.has(number)),
          [],
        )
        before = now
      }
    })

  it('answers again is judged in the first tick', async () => {
    const { run, reasonOf } = aHost((number, tick) => (tick < 3 ? hangs : number === 49 ? dead : alive))
    for (let count = 0; count < 3; count += 1) await run()
    assert.equal((await run()).size, size)
    assert.equal(reasonOf(49), 'rejected')
  })
})

it('a check that there was no time for comes first in the next tick', async () => {
  const { run } = aHost(() => alive)
  let left = 5
  const first = await run({ remainingMs: () => (left-- > 0 ? 300_000 : 0) })
  assert.equal(first.size, 5)
  left = 45
  const second = await run({ remainingMs: () => (left-- > 0 ? 300_000 : 0) })
  assert.equal(new Set([...first, ...second]).size, size)
})
