import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploymentMetrics } from '../../../functions/core/model/metric-names.ts'
import { manyChecks, simulate } from '../../support/simulation.ts'

describe('a page that is delivered between two ticks', () => {
  it('is counted and measured as any other', async () => {
    const world = simulate(manyChecks(2, { everySeconds: 86_400 }))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    world.deafen(true)
    await world.tick(1_440)
    world.deafen(false)
    const before = world.metrics.length
    const valuesOf = (wanted: string) =>
      world.metrics.slice(before).flatMap(({ name, values }) => (name === wanted ? values : []))
    await world.watch(15)
    assert.equal(world.messages.length, 1)
    assert.deepEqual(valuesOf(deploymentMetrics.pagesSent), [1])
    assert.deepEqual(valuesOf(deploymentMetrics.pageLatency), [900_000])
    await world.watch(15)
    assert.deepEqual(valuesOf(deploymentMetrics.pagesSent), [1])
  })
})
