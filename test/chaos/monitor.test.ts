import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choose, faults } from '../../chaos/faults/catalogue.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import type { ClientModule } from '../../chaos/lab/client.ts'
import { injectFault } from '../../chaos/lab/inject-fault.ts'
import { openMonitor } from '../../chaos/lab/monitor.ts'
import { startWorld } from '../../chaos/lab/world.ts'
import { grantLease } from '../../chaos/safety/lease.ts'

/** Only the monitor calls in these tests. */
const idleClient: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

/** Settings that are quicker or rarer than the fault's defaults. */
const quicker: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'idp.down slow': { delayMs: 1_200 },
  'false-401 some': { percent: 1 },
}

/** Every variant of every fault. */
const choices = faults.flatMap((definition: FaultDefinition) =>
  Object.keys(definition.variants).map((variant) => {
    const settings = quicker[`${definition.id} ${variant}`] ?? {}
    return choose(definition, variant, settings)
  }),
)

describe('the reason that the monitor gives while a fault is on', { concurrency: 4 }, () => {
  for (const fault of choices) {
    const { definition, variant, variantName } = fault
    it(`${definition.number} ${definition.id} ${variantName}: healthy before, ${variant.monitor.says} during, healthy after`, async () => {
      const world = await startWorld({ client: idleClient, instances: 0, tokens: definition.tokens })
      const monitor = await openMonitor(world, variant.monitor.asks)
      try {
        assert.equal((await monitor.look()).reason, 'healthy')
        const undo = await injectFault(world, fault, { lease: grantLease(60), seed: 7, percent: 100 })
        // An API may cache what it knows about a token, so a new token is stored and checked.
        const watching = variant.planes.includes('validation')
          ? await openMonitor(world, variant.monitor.asks)
          : monitor
        const during = await watching.look()
        if (watching !== monitor) await watching.close()
        assert.equal(during.reason, variant.monitor.says, JSON.stringify(during.findings))
        world.injection.disarm('removed')
        await undo()
        const isCurable = variant.monitor.asks === 'client' || variant.begin === undefined
        if (isCurable) assert.equal((await monitor.look()).reason, 'healthy')
      } finally {
        await monitor.close()
        await world.close()
      }
    })
  }
})
