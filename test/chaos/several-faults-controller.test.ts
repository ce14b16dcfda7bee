import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import { until } from '../local/oauth/until.ts'
import { openIssuerTarget } from './issuer-target.ts'
import { openTargets, type Targets } from './service-target.ts'

let targets: Targets
before(async () => {
  targets = await openTargets()
})
after(() => targets.close())

describe('a controller with several faults', { timeout: 60_000 }, () => {
  const orderOf = (choice: FaultChoice, beside: boolean, leaseSeconds = 60) => ({
    fault: chooseFault(choice),
    leaseSeconds,
    seed: 1,
    percent: 100,
    pathPrefix: '',
    maxInjected: Number.POSITIVE_INFINITY,
    beside,
  })
  const short = { fault: 'token.expired-under-load', variant: 'short_lived', settings: { ttlSeconds: 2 } } as const

  it('lets a fault join only if it says so, and resets all of them', async () => {
    const { controllerUrl } = await targets.start('with breaker')
    const controller = connectController(controllerUrl)
    await controller.inject(orderOf({ fault: 'storm', variant: 'retry' }, false))
    await assert.rejects(controller.inject(orderOf({ fault: 'token.missing', variant: 'absent' }, false)), /409/)
    const joined = await controller.inject(orderOf({ fault: 'token.missing', variant: 'absent' }, true))
    assert.equal((await controller.observe()).countsOfEach.length, 2)
    await controller.remove(joined.id)
    assert.equal(await controller.isLive(), true)
    await controller.reset()
    assert.equal(await controller.isLive(), false)
  })

  it('undoes the change of each when its own lease ends, though nobody removes them', async () => {
    const target = await openIssuerTarget('opaque', 'with breaker')
    try {
      const controller = connectController(target.controllerUrl)
      await controller.inject(orderOf({ fault: 'rate.limited', variant: 'seconds' }, false))
      await controller.inject(orderOf(short, true, 1))
      assert.equal(await target.lifetime(), 2)
      await until(async () => (await target.lifetime()) !== 2)
      assert.equal(await target.lifetime(), 3_600)
      assert.equal(await controller.isLive(), true)
    } finally {
      await target.close()
    }
  })
})
