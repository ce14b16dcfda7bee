import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { ControllerRefused, connectController } from '../../chaos/controller/client.ts'
import { startController } from '../../chaos/controller/server.ts'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import { createInjection, type Injection, type InjectionPoint } from '../../chaos/injectors/injection.ts'
import { until } from '../local/oauth/until.ts'

const controlToken = 'control-token-of-this-test'
let injection: Injection
let point: InjectionPoint
before(async () => {
  injection = createInjection()
  point = await startController({ injection, controlToken })
})
after(() => point.close())

const order = {
  fault: chooseFault({ fault: 'rate.limited', variant: 'seconds' }),
  leaseSeconds: 60,
  seed: 1,
  percent: 100,
  pathPrefix: '',
  maxInjected: Number.POSITIVE_INFINITY,
}
const as = (run: string) => connectController(point.url, { controlToken, run })

async function statusOf(path: string, headers: Record<string, string>, body = '{}'): Promise<number> {
  const { statusCode, body: answer } = await request(`${point.url}${path}`, {
    method: 'POST',
    headers,
    body,
    reset: true,
  })
  await answer.dump()
  return statusCode
}

describe('the controller', () => {
  const authorization = `Bearer ${controlToken}`
  const strangers: readonly (readonly [string, Record<string, string>, number])[] = [
    ['no token', {}, 401],
    ['another token', { authorization: 'Bearer nothing' }, 401],
    ['a name that was made to point here', { authorization, host: 'evil.example' }, 403],
    ['a web page', { authorization, origin: 'https://evil.example' }, 403],
    ['a page without an origin', { authorization, origin: 'null' }, 403],
  ]
  for (const [title, headers, status] of strangers)
    it(`refuses ${title}, also for a reset`, async () => {
      assert.equal(await statusOf('/v1/faults', headers), status)
      assert.equal(await statusOf('/v1/reset', headers), status)
    })

  it('refuses a body that is larger than any order', async () => {
    assert.equal(await statusOf('/v1/leaks', { authorization }, 'x'.repeat(33_554_433)), 413)
  })

  it('belongs to one run: another is refused, touches nothing, and is informed until when', async () => {
    const [first, second] = [as('first'), as('second')]
    assert.equal(await first.claim(30), null)
    const claim = await second.claim(30)
    assert.ok(claim?.run === 'first' && claim.secondsLeft > 0 && claim.secondsLeft <= 30)
    await first.inject(order)
    const refused = (error: unknown) => error instanceof ControllerRefused && error.status === 409
    await assert.rejects(second.inject(order), refused)
    await assert.rejects(second.reset(), refused)
    assert.equal(await statusOf('/v1/reset', { authorization }), 409)
    await second.release()
    assert.ok(await first.isLive())
    await first.reset()
    assert.equal(await second.isLive(), false)
    assert.equal(await second.claim(1), null)
    await second.release()
  })

  it('is free again when the claim of a run that died is over', async () => {
    const seconds = { run: 'died', seconds: 1 }
    assert.equal(await statusOf('/v1/runs', { authorization }, JSON.stringify(seconds)), 201)
    const next = as('next')
    await until(async () => (await next.claim(1)) === null)
    await next.release()
  })
})

describe("a controller's own allow-list", () => {
  const orderOf = (choice: FaultChoice) => ({
    fault: chooseFault(choice),
    leaseSeconds: 1,
    seed: 1,
    percent: 100,
    pathPrefix: '',
    maxInjected: 1,
  })
  const refusing = orderOf({ fault: 'false-401', variant: 'some' })
  const forging = orderOf({ fault: 'payload.altered', variant: 'scope' })
  const cases: readonly (readonly [string, string | undefined, typeof refusing, boolean, boolean])[] = [
    ['an order for its environment', 'staging', refusing, false, true],
    ['an order of Chaos Toolkit, which names none', undefined, refusing, false, true],
    ['an order for another environment', 'eu-prod', refusing, false, false],
    ['forged credentials outside production', 'staging', forging, false, true],
    ['forged credentials in production, whatever the runner has allowed', 'staging', forging, true, false],
  ]
  for (const [title, environment, order, isProduction, isTaken] of cases)
    it(`${isTaken ? 'takes' : 'refuses'} ${title}`, async () => {
      const served = { name: 'staging', isProduction }
      const point = await startController({ injection: createInjection(), environment: served })
      try {
        const controller = connectController(point.url, environment === undefined ? {} : { environment })
        const injected = controller.inject(order)
        if (isTaken) await injected
        else await assert.rejects(injected, { name: 'ControllerRefused', status: 403 })
        assert.equal(await controller.isLive(), isTaken)
        if (!isTaken && environment !== served.name)
          await assert.rejects(controller.claim(10), { name: 'ControllerRefused', status: 403 })
      } finally {
        await point.close()
      }
    })
})
