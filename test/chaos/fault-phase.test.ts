import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { runTrial } from '../../chaos/lab/trial.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { faultEndMs } from '../../chaos/trial/run.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

describe('the fault phase', () => {
  const ends: readonly (readonly [string, number | null, number])[] = [
    ['before the fault has met a request', null, 3_400],
    ['if it met a request at once', 1_000, 3_400],
    ['if it met its first request later', 2_100, 4_500],
    ['if it met its first request so late that the fault would last too long', 3_300, 5_000],
  ]
  for (const [title, firstInjectedMs, expected] of ends)
    it(`counts from the first injected request: ${title}`, () => {
      const phases = { faultMs: 2_400, longestFaultMs: 4_000 }
      assert.equal(faultEndMs(1_000, firstInjectedMs, phases), expected)
    })

  const longest: readonly (readonly [string, object, object, number])[] = [
    ['twice the phase', {}, {}, 8_000],
    ['the longest time of a fault', { maxFaultTime: '5s' }, {}, 5_000],
    ['the lease, with time to look once more', {}, { lease: '7s' }, 6_000],
    ['the phase, if the lease is as long', {}, { lease: '4s' }, 4_000],
  ]
  for (const [title, safety, order, expected] of longest)
    it(`lasts at most as long as ${title}`, () => {
      const parsed = parseExperiment(
        changed((file) => {
          Object.assign(extensionOf(file).safety, safety)
          Object.assign(sent(file), order)
        }),
      )
      assert.ok(parsed.ok, JSON.stringify(parsed))
      assert.equal(parsed.experiment.longestFaultMs, expected)
    })

  it('shows a client that never stops asking, however long its token lives into the fault', {
    timeout: 60_000,
  }, async () => {
    const fault = chooseFault({ fault: 'idp.down', variant: 'unavailable' })
    const { result } = await runTrial(fault, await tableClients['single-flight']())
    assert.equal(result.verdict, 'deviated')
    assert.match(JSON.stringify(result.reasons), /amplification\.secrets/)
  })
})
