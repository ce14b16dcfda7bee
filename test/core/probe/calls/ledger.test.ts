import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../../functions/core/model/check.ts'
import { openLedger } from '../../../../functions/core/probe/calls/ledger.ts'
import { paceOf } from '../../../../functions/core/probe/calls/pace.ts'
import type { LogEvent } from '../../../../functions/core/state/log.ts'
import { cutBatches } from '../../../../functions/core/tick/batches.ts'
import { aCheck, aDeployment, aRequest, aSecret } from '../../../support/check.ts'

/** Checks of one host with a credential each, and a budget of so many calls a minute there. */
function many(count: number, calls: number, parts: Partial<Check> = {}): readonly Check[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `bot-${String(index).padStart(4, '0')}`
    return aCheck({
      id,
      question: aRequest('https://api.example/me'),
      secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id } }),
      everySeconds: 60,
      budget: { credential: { calls: 1_000, perSeconds: 60 }, host: { calls, perSeconds: 60 } },
      ...parts,
    })
  })
}

/** Counts the checks of a batch that get a second request if all of them ask for one. */
function granted(all: readonly Check[], batch: readonly Check[], look: 'proof' | 'control') {
  const events: LogEvent[] = []
  const mayAsk = openLedger(aDeployment(all), batch, (event) => events.push(event))
  return { looks: batch.filter((check) => mayAsk(check, look)).length, withheld: events.length }
}

describe('the second requests of a batch', () => {
  it('are all sent if the budget is large enough', () => {
    const checks = many(10, 300)
    assert.deepEqual(granted(checks, checks, 'proof'), { looks: 10, withheld: 0 })
  })

  it('stay within the budget that the pings leave, and each withheld request is logged', () => {
    const checks = many(40, 50)
    assert.deepEqual(granted(checks, checks, 'proof'), { looks: 10, withheld: 30 })
  })

  it('are sent for proof before explanation', () => {
    const checks = many(40, 50)
    assert.deepEqual(granted(checks, checks, 'control'), { looks: 5, withheld: 35 })
    const mayAsk = openLedger(aDeployment(checks), checks, () => undefined)
    for (const check of checks) mayAsk(check, 'control')
    assert.equal(checks.filter((check) => mayAsk(check, 'proof')).length, 5)
  })

  it('of one batch leave the shares of the other batches', () => {
    const checks = many(100, 125)
    const halves = [checks.slice(0, 50), checks.slice(50)].map((half) => granted(checks, half, 'proof').looks)
    assert.equal(
      halves.reduce((sum, looks) => sum + looks, 100),
      124,
    )
  })

  it('always have room for a proof', () => {
    const [check] = many(1, 1)
    assert.ok(check)
    const mayAsk = openLedger(aDeployment([check]), [check], () => undefined)
    assert.deepEqual([mayAsk(check, 'other_versions'), mayAsk(check, 'proof')], [true, true])
  })

  it('need no budget if no request is sent', () => {
    const checks = many(3, 1, { question: { kind: 'declared' } })
    assert.deepEqual(granted(checks, checks, 'proof'), { looks: 3, withheld: 0 })
  })
})

const delays = (checks: readonly Check[], asked: readonly Check[], cadence: string) =>
  cutBatches(aDeployment(checks), asked, { cadence, tick: 0, versionIds: new Map() }).map(
    ({ delaySeconds }) => delaySeconds,
  )

describe('the pace of a host', () => {
  it('is not limited if a tick fits into the budget', () => {
    const checks = many(200, 300)
    assert.deepEqual(delays(checks, checks, '1m'), [0, 0, 0, 0])
  })

  it('spreads a slow cadence so that no window has more calls than the budget', () => {
    const checks = many(500, 125, { everySeconds: 3_600 })
    assert.deepEqual(delays(checks, checks, '1h'), [0, 30, 60, 90, 120, 150, 180, 210, 240, 270])
  })

  it('leaves a fast cadence its share', () => {
    const quick = many(50, 125)
    const slow = many(500, 125, { everySeconds: 600 }).map((check) => ({ ...check, key: `${check.key}-slow` as const }))
    const [, second] = delays([...quick, ...slow], slow, '10m')
    assert.deepEqual([second, delays([...quick, ...slow], quick, '1m')], [60, [0]])
  })

  it('ends before the next tick begins, and within the longest delay of the queue', () => {
    for (const everySeconds of [60, 300, 86_400]) {
      const checks = many(5_000, 1, { everySeconds })
      const pace = paceOf(aDeployment(checks), 'api.example', everySeconds)
      assert.ok(pace(5_000) <= Math.min(900, everySeconds), `${everySeconds}`)
    }
  })
})
