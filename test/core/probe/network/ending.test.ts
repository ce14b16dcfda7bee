import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resolveName } from '../../../../functions/core/probe/network/names.ts'
import { openTcp } from '../../../../functions/core/probe/network/race.ts'
import { noHurry, summaryOf } from '../../../support/exchange.ts'
import { startHostileServer } from '../../../support/hostile-server.ts'
import { aWireRequest } from '../../../support/wire.ts'

/** Loads the lane once more, as a new function does: an error writes its stack at the first look only. */
async function newLanes(): Promise<typeof import('../../../../functions/core/probe/network/lane.ts')> {
  return import(`${import.meta.resolve('../../../../functions/core/probe/network/lane.ts')}?new`)
}

describe('a connection that ends as planned', () => {
  it('writes no stack, for which a function would read its source map', async () => {
    const { openLane } = await newLanes()
    const server = await startHostileServer({ kind: 'json', body: {} })
    const { prepareStackTrace } = Error
    const written: string[] = []
    try {
      const allowPrivate = ['127.0.0.0/8']
      const lane = openLane(new URL(server.url).origin, {
        resolve: resolveName,
        openSocket: openTcp,
        trust: [],
        neverReach: [],
        allowPrivate,
        keepAliveMs: 60_000,
      })
      assert.deepEqual(summaryOf(await lane.exchange(aWireRequest(server.url), noHurry())), [200])
      Error.prepareStackTrace = ({ message }) => {
        written.push(message)
        return message
      }
      await lane.destroy()
    } finally {
      Error.prepareStackTrace = prepareStackTrace
      await server.close()
    }
    assert.deepEqual(written, [])
  })
})
