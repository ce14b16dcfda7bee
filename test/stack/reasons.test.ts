import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { Stack } from '../../local/stack.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type HostileServer, type Script, startHostileServer } from '../support/hostile-server.ts'
import {
  bot,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'
import { apiCases } from './reasons/api-cases.ts'
import type { Case } from './reasons/case.ts'
import { answerCases, networkCases } from './reasons/wire-cases.ts'

describe('over the whole path', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let cases: readonly Case[] = []
  /** A server that must never receive a token. */
  let offLimits: HostileServer
  let untrusted: HostileServer
  const opened = keepOpen()
  const serve = async (script: Script) => opened(await startHostileServer(script))

  before(async () => {
    product = opened(await startProduct())
    offLimits = await serve({ kind: 'json', body: { login: bot.clientId } })
    untrusted = opened(
      await startHostileServer({ kind: 'json', body: {} }, { tls: (await makeCertificates()).selfSigned }),
    )
    const wire = [
      ...(await answerCases(serve, offLimits.url)),
      ...(await networkCases(serve, { offLimits, untrusted })),
    ]
    cases = [...(await apiCases(product)), ...wire]
    const atOnce = { every: stackCadence, owner: 'platform', unknownAfter: 1, misconfiguredAfter: 1 } as const
    const deployment = deploymentOf(
      cases.map(({ check }) => check),
      { defaults: atOnce },
    )
    stack = opened(await startWatching(withoutPermission(deployment), Object.fromEntries(await secrets())))
    await stack.tick(stackCadence)
  }, hookLimit)

  async function secrets(): Promise<readonly (readonly [string, string])[]> {
    const token = await product.mint()
    const client = JSON.stringify({ id: bot.clientId, secret: bot.clientSecret })
    return [
      ...cases.map(({ check, value }) => [`production/${check.id}`, value ?? token] as const),
      ['production/introspector', client],
      ['production/unknown-client', JSON.stringify({ id: 'nobody', secret: 'nothing' })],
    ]
  }

  /** Changes the config as if nobody had validated it. */
  function withoutPermission(deployment: Deployment): Deployment {
    const checks = deployment.checks.map((one) => (one.id === 'host-not-allowed' ? { ...one, allowPrivate: [] } : one))
    return { ...deployment, checks }
  }

  it('every case gets its reason', () => {
    const judged = cases.map(({ check }) => readingsOf(stack, `production/${check.id}`).at(-1)?.reason)
    const found = cases.map(({ title }, index) => `${title}: ${judged[index]}`)
    assert.deepEqual(
      found,
      cases.map(({ title, reason }) => `${title}: ${reason}`),
    )
    assert.equal(cases.length, 27)
  })

  it('only invalid credentials get a second request', () => {
    const attempts = cases.map(({ check, title }) => [title, readingsOf(stack, `production/${check.id}`).length])
    assert.deepEqual(
      attempts,
      cases.map(({ title, attempts = 1 }) => [title, attempts]),
    )
  })

  it('only invalid, exhausted or nearly expired credentials page', () => {
    const paged = pagesOf(stack).map(({ alarm }) => alarm.Tokenwatch.check)
    const expected = cases.filter(({ pages }) => pages).map(({ check }) => `production/${check.id}`)
    assert.deepEqual(paged.toSorted(), expected.toSorted())
  })

  it("no token reaches an address that was not allowed, a redirect's target, or an untrusted server", () => {
    assert.deepEqual([offLimits.connections(), untrusted.bytesReceived()], [0, 0])
  })

  it('a missing scope is named in the log and in the state', async () => {
    const [reading] = readingsOf(stack, 'production/under-scoped')
    assert.deepEqual(reading?.missing, ['things:write'])
    assert.deepEqual((await stateOf(stack, 'production/under-scoped')).evidence.scopes?.missing, ['things:write'])
  })
})
