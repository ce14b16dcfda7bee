import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { HeartbeatUrl } from '../../functions/core/model/deployment.ts'
import type { SecretReference } from '../../functions/core/model/secret-reference.ts'
import type { Stack } from '../../local/stack.ts'
import { makeCertificates } from '../support/certificates.ts'
import { aSecret } from '../support/check.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import {
  aWatch,
  deploymentOf,
  enqueueAnnounced,
  hookLimit,
  keepOpen,
  nextEvent,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const secretId = 'watch/heartbeat'
const path = '/ping/2f0c1c9e-kept-secret'

describe('a heartbeat for an external monitor', { timeout: 60_000 }, () => {
  let product: Product
  let server: HostileServer
  let elsewhere: HostileServer
  let stack: Stack
  let token: string
  let status = 200
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    token = await product.mint()
    const { ca, valid } = await makeCertificates()
    elsewhere = opened(await startHostileServer({ kind: 'json', body: {} }))
    const script = () => ({ kind: 'answer', status, headers: { location: elsewhere.url }, body: 'OK' }) as const
    server = opened(await startHostileServer(script, { tls: valid }))
    stack = opened(await watching({ secret: reference }, ca.cert))
  }, hookLimit)

  const reference: SecretReference = aSecret({ token: null }, { source: { from: 'secrets-manager', id: secretId } })

  function watching(heartbeatUrl: HeartbeatUrl, privateCa: string): Promise<Stack> {
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`)], { privateCa })
    const heartbeatHost = new URL(server.url).host
    const secrets = { 'production/orders': token, [secretId]: `https://watch.acme.example${path}` }
    return startWatching({ ...deployment, heartbeatUrl, heartbeatHost }, secrets)
  }

  const beat = () => nextEvent(stack, ({ event }) => event === 'heartbeat')
  const fault = (where: string) => nextEvent(stack, (event) => event.event === 'fault' && event.where === where)
  const codeOf = (event: Awaited<ReturnType<typeof fault>>) => (event.event === 'fault' ? event.code : null)

  it('is sent by the tick after a complete one, to the address in the secret', async () => {
    await stack.tick(stackCadence)
    assert.equal(server.requests.length, 0)
    const beaten = beat()
    await stack.tick(stackCadence)
    await beaten
    assert.deepEqual(
      server.requests.map(({ method, url, body }) => [method, url, body]),
      [['GET', path, '']],
    )
  })

  it('is not sent while a page is pending', async () => {
    const before = server.requests.length
    const times = Number.POSITIVE_INFINITY
    stack.aws.sns.inject({ operation: 'Publish', times, fault: { error: 'InternalError', status: 500 } })
    await product.oauth.revoke(token)
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    stack.aws.sns.clearFaults()
    const beaten = beat()
    await stack.tick(stackCadence)
    await beaten
    // One for the tick before the token became invalid, one for the tick whose page was delivered.
    assert.equal(server.requests.length, before + 2)
  })

  for (const [what, refusal, code] of [
    ['refuses', 500, 'http_500'],
    ['points elsewhere', 302, 'http_302'],
  ] as const)
    it(`is logged as a fault if the monitor ${what}, and stops no tick`, async () => {
      status = refusal
      const failed = fault('heartbeat')
      await stack.tick(stackCadence)
      assert.equal(codeOf(await failed), code)
      status = 200
      assert.equal(elsewhere.requests.length, 0)
    })

  for (const [value, code] of [
    ['http://watch.acme.example/ping', 'heartbeat_url_malformed'],
    ['no address at all', 'heartbeat_url_malformed'],
  ] as const)
    it(`is not sent if the secret holds no https URL: ${value}`, async () => {
      const before = server.requests.length
      stack.aws.secretsManager.put(secretId, value)
      // The address is cached like any secret; a new function has no cache.
      stack.functions.probe.kill()
      const failed = fault('heartbeat')
      await stack.tick(stackCadence)
      assert.deepEqual([codeOf(await failed), server.requests.length], [code, before])
    })

  it('is not sent if its task comes too late, or from another config', async () => {
    const before = server.requests.length
    for (const task of [
      { task: 'heartbeat', cadence: stackCadence, tick: Date.now() - 120_000 },
      { task: 'heartbeat', cadence: '7m', tick: Date.now() },
    ]) {
      const dropped = fault('heartbeat')
      await enqueueAnnounced(stack, task)
      assert.equal(codeOf(await dropped), 'not_due')
    }
    assert.equal(server.requests.length, before)
  })

  it('shows nothing of its address in any byte that is printed or queued', () => {
    const said = [stack.output.join(''), JSON.stringify(stack.aws.sqs.calls)].join('')
    assert.match(said, /"event":"heartbeat"/)
    assert.doesNotMatch(said, /kept-secret|watch\.acme/)
  })
})
