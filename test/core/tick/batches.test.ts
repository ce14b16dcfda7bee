import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cadenceOf, cadencesOf } from '../../../functions/core/model/cadences.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { lambdaNetwork } from '../../../functions/core/model/probe-locations.ts'
import { batchSize, cutBatches } from '../../../functions/core/tick/batches.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment, aRequest } from '../../support/check.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'

const onHost = (host: string, id: string, parts: Partial<Check> = {}) =>
  aCheck({ id, question: aRequest(`https://${host}/me`), ...parts })

const many = (count: number, host = 'api.example') =>
  Array.from({ length: count }, (_, index) => onHost(host, `bot-${String(index).padStart(4, '0')}`))

const cut = (checks: readonly Check[], tick = nowMs, versionIds: ReadonlyMap<Check['key'], string> = new Map()) =>
  cutBatches(aDeployment(checks), checks, { cadence: '5m', tick, versionIds })

const byNumber = (batches: ReturnType<typeof cut>) =>
  batches.toSorted((a, b) => a.message.batch - b.message.batch).map(({ message }) => message.checks)

describe('a batch', () => {
  it('carries names and version ids, never a secret and never a URL', () => {
    const checks = [onHost('api.example', 'ci-bot'), onHost('api.example', 'other')]
    assert.deepEqual(cut(checks, nowMs, new Map([['production/ci-bot', 'version-1']])), [
      {
        message: {
          cadence: '5m',
          tick: nowMs,
          batch: 0,
          checks: ['production/ci-bot', 'production/other'],
          versionIds: { 'production/ci-bot': 'version-1' },
          config: '0123456789abcdef',
        },
        delaySeconds: 0,
        location: lambdaNetwork,
      },
    ])
  })

  it('holds checks of one network only, and its number is unique among all of them', () => {
    const checks = ['staging', 'production', 'sandbox', 'dev'].map((environment) => aCheck({ environment }))
    const environments = [
      anEnvironment({ name: 'staging', network: aNetwork({ vpcId: 'vpc-1' }) }),
      anEnvironment({ name: 'production', network: aNetwork({ vpcId: 'vpc-2' }) }),
      anEnvironment({ name: 'sandbox', network: aNetwork({ vpcId: 'vpc-1' }) }),
      anEnvironment({ name: 'dev' }),
    ]
    const sent = cutBatches(aDeployment(checks, { environments }), checks, {
      cadence: '5m',
      tick: 0,
      versionIds: new Map(),
    })
    assert.deepEqual(
      sent.map(({ location, message }) => [location, message.batch, message.checks]),
      [
        [lambdaNetwork, 0, ['dev/ci-bot']],
        ['production', 1, ['production/ci-bot']],
        ['staging', 2, ['sandbox/ci-bot', 'staging/ci-bot']],
      ],
    )
  })

  it('holds fifty checks at most', () => {
    assert.deepEqual(
      byNumber(cut(many(120))).map((keys) => keys.length),
      [50, 50, 20],
    )
  })

  it('holds fewer if their names are long', () => {
    const named = many(60).map((check): Check => ({ ...check, key: `production/${check.id.padEnd(3_000, 'x')}` }))
    const versionIds = new Map(named.map(({ key }) => [key, 'v'.repeat(64)]))
    const sent = cut(named, nowMs, versionIds)
    assert.deepEqual(
      byNumber(sent).map((keys) => keys.length),
      [32, 28],
    )
    for (const { message } of sent) assert.ok(Buffer.byteLength(JSON.stringify(message)) <= 200 * 1_024)
  })

  it('keeps the checks of one host together', () => {
    const mixed = ['b.example', 'a.example', 'b.example', 'a.example'].map((host, index) =>
      onHost(host, `bot-${index}`),
    )
    assert.deepEqual(byNumber(cut(mixed)), [
      ['production/bot-1', 'production/bot-3', 'production/bot-0', 'production/bot-2'],
    ])
  })

  it('is not made if there is no check', () => assert.deepEqual(cut([]), []))

  it('of one host waits a second for every eight checks before it', () => {
    const delays = cut(many(50 * 20), 0).map(({ delaySeconds }) => delaySeconds)
    assert.deepEqual(delays, [...Array(8).fill(0), ...Array(8).fill(1), ...Array(4).fill(2)])
  })

  it('of another host does not wait for it', () => {
    const delays = cut([...many(50 * 9, 'a.example'), ...many(50, 'b.example')], 0).map((batch) => batch.delaySeconds)
    assert.deepEqual(delays.slice(8), [1, 0])
  })

  it('without requests does not wait', () => {
    const silent = many(50 * 20).map((check): Check => ({ ...check, question: { kind: 'declared' } }))
    assert.ok(cut(silent).every(({ delaySeconds }) => delaySeconds === 0))
  })
})

describe('the batches of any config', () => {
  const someChecks = fc
    .uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 130, size: 'max' })
    .map((numbers) => numbers.map((number) => onHost(`api-${number % 3}.example`, `bot-${number}`)))

  it('hold every check exactly once', () => {
    fc.assert(
      fc.property(someChecks, fc.nat(), (checks, tick) => {
        const sent = cut(checks, tick).flatMap(({ message }) => message.checks)
        assert.deepEqual(sent.toSorted(), checks.map(({ key }) => key).toSorted())
      }),
    )
  })

  it('hold fifty checks at most', () => {
    fc.assert(
      fc.property(someChecks, (checks) => cut(checks).every(({ message }) => message.checks.length <= batchSize)),
    )
  })

  it('are the same in every tick and from every order of the config; only the order of sending rotates', () => {
    fc.assert(
      fc.property(someChecks, fc.nat(), (checks, tick) => {
        assert.deepEqual(byNumber(cut(checks, tick)), byNumber(cut(checks.toReversed(), tick + 60_000)))
      }),
    )
  })

  it('are each sent first once in a round of ticks', () => {
    const firsts = [0, 1, 2].map((round) => cut(many(150), nowMs + round * 300_000)[0]?.message.batch)
    assert.deepEqual(firsts.toSorted(), [0, 1, 2])
  })
})

describe('a cadence', () => {
  it('is named as a config spells it', () => {
    assert.deepEqual(
      [30, 60, 300, 3_600, 86_400].map((everySeconds) => cadenceOf({ everySeconds })),
      ['30s', '1m', '5m', '1h', '1d'],
    )
  })

  it('shares its name with no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 86_400 }), (one, other) => {
        assert.equal(cadenceOf({ everySeconds: one }) === cadenceOf({ everySeconds: other }), one === other)
      }),
    )
    assert.notEqual(cadenceOf({ everySeconds: 3_660 }), cadenceOf({ everySeconds: 3_661 }))
  })

  it('has all of its checks and no others', () => {
    const [fast, slow] = [aCheck({ id: 'fast', everySeconds: 60 }), aCheck({ id: 'slow', everySeconds: 3_600 })]
    assert.deepEqual(
      cadencesOf(aDeployment([fast, slow])),
      new Map([
        ['1m', [fast]],
        ['1h', [slow]],
      ]),
    )
  })
})
