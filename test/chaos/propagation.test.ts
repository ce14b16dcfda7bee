import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { watchServices } from '../../chaos/service/propagation.ts'
import { startHostileServer } from '../support/hostile-server.ts'

describe('a service that depends on the one under test', { concurrency: true, timeout: 60_000 }, () => {
  /** Watches a service that answers 200 before the fault and something else during it. */
  async function duringFault(status: number) {
    const server = await startHostileServer({ kind: 'json', body: {} })
    const services = watchServices([{ name: 'shop', url: server.url }])
    try {
      while (server.requests.length < 1) await wait(20)
      server.become({ kind: 'json', status, body: {} })
      services.injected()
      const before = server.requests.length
      while (server.requests.length < before + 2) await wait(20)
      await services.stop()
      return services.compared()[0] ?? assert.fail()
    } finally {
      await server.close()
    }
  }

  for (const status of [401, 403, 404, 429, 500, 503])
    it(`was reached by the fault if it answers ${status}`, async () => {
      const { baseline, delta, firstFailureSeconds } = await duringFault(status)
      assert.equal(baseline, 0)
      assert.ok(delta > 0 && firstFailureSeconds !== null)
    })

  for (const status of [200, 204, 304])
    it(`was not reached if it answers ${status}`, async () => {
      assert.deepEqual(
        await duringFault(status).then(({ fault, firstFailureSeconds }) => [fault, firstFailureSeconds]),
        [0, null],
      )
    })
})
