import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SecondLook } from '../../../../functions/core/model/rate.ts'
import { isControlTurn } from '../../../../functions/core/probe/control-turn.ts'
import { lookForVacuity, withControl } from '../../../../functions/core/probe/controlled.ts'
import { probe } from '../../../../functions/core/probe/probe.ts'
import type { Script } from '../../../support/hostile-server.ts'
import { shownProbe } from '../../../support/probing.ts'
import { down, good, inTurn, probing, refusing } from '../../../support/probing-api.ts'
import { openStores } from '../../../support/stores.ts'

/** Probes while these requests are withheld. Returns the result, the number of requests, and the ones that were withheld. */
async function without(withheld: readonly SecondLook[], script: Script) {
  const asked: SecondLook[] = []
  let result: readonly string[] = []
  let calls = 0
  await probing(script, async ({ check, prober, server }) => {
    const mayAsk = (_check: unknown, look: SecondLook) => {
      asked.push(look)
      return !withheld.includes(look)
    }
    const dependencies = { ...prober.dependencies, mayAsk }
    const probed = await withControl(check, await probe(check, dependencies), null, dependencies)
    result = shownProbe(probed)
    calls = server.requests.length
  })
  return { result, calls, asked }
}

describe('a second request without budget', () => {
  it('leaves a refusal settling, never rejected after one answer', async () => {
    const { result, calls } = await without(['proof', 'control'], refusing)
    assert.deepEqual([result, calls], [['settling', 'unauthorized'], 1])
  })

  it('leaves trouble unexplained', async () => {
    const { result, calls } = await without(['retry', 'control'], inTurn(down, good))
    assert.deepEqual([result, calls], [['provider_error', 'server-error'], 1])
  })

  it('leaves a proved refusal as it is, without an explanation', async () => {
    const { result, calls, asked } = await without(['control', 'other_versions'], refusing)
    assert.deepEqual([result, calls], [['rejected', 'unauthorized', 'unauthorized'], 2])
    assert.deepEqual(asked, ['proof', 'other_versions', 'control'])
  })

  it('leaves open whether the API accepts a broken token, and keeps the earlier result', () =>
    probing(good, async ({ check, prober, server }) => {
      const hourly = { ...check, controls: true, everySeconds: 3_600 }
      assert.ok(isControlTurn(hourly, 0))
      const dependencies = { ...prober.dependencies, ...openStores(), mayAsk: () => false }
      assert.equal(await lookForVacuity(hourly, 0, dependencies), null)
      assert.equal(server.requests.length, 0)
    }))
})
