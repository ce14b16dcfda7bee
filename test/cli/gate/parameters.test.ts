import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { parameter } from '../../../functions/config.ts'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import type { Stack } from '../../../local/stack.ts'
import { type CommandHost, openCommandHost } from '../../support/command-host.ts'
import { aFolder } from '../../support/command-line.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  loopback,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
} from '../../support/stack.ts'

const dead = 'a-token-that-nobody-honours'

describe('a pipeline that relies on parameters', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  let host: CommandHost
  let cwd: string
  before(async () => {
    cwd = keep(await aFolder()).path
    product = keep(await startProduct())
    const me = `${product.api.url}/me`
    const watch = (id: string) => aWatch(id, me, { secret: parameter(`/production/${id}`) })
    stack = keep(await startWatching(deploymentOf(['orders', 'wiki', 'gone'].map(watch)), {}))
    put('orders', await product.mint())
    put('wiki', dead)
    await stack.tick(stackCadence)
    host = keep(openCommandHost())
    await writeFile(join(cwd, 'stored.json'), configFor(me))
  }, hookLimit)

  const put = (id: string, value: string) =>
    stack.aws.parameters.put(`/production/${id}`, value, { type: 'SecureString' })
  const pipeline = (...args: readonly string[]) =>
    host.run(args, { cwd, env: { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme' } })

  /** Exit codes and texts of the gate, with evidence that is recorded, and with fresh evidence. */
  async function gated(id: string) {
    const recorded = await pipeline('gate', id, '--evidence', 'recorded')
    const fresh = await pipeline('gate', id, '--evidence', 'fresh')
    return { codes: [recorded.code, fresh.code], recorded: recorded.stdout, fresh: fresh.stdout }
  }

  it('passes a good one, and refuses a dead one, by both kinds of evidence', async () => {
    const good = await gated('orders')
    assert.deepEqual(good.codes, [0, 0], good.recorded + good.fresh)
    for (const said of [good.recorded, good.fresh]) assert.match(said, /✓ production\/orders {2}healthy/)
    const bad = await gated('wiki')
    assert.deepEqual(bad.codes, [1, 1], bad.recorded + bad.fresh)
    for (const said of [bad.recorded, bad.fresh]) assert.match(said, /✗ production\/wiki {2}rejected/)
  })

  it('does not pass one that is not there', async () => {
    const { codes, recorded, fresh } = await gated('gone')
    assert.deepEqual(codes, [2, 1], recorded + fresh)
    assert.match(recorded, /production\/gone {2}stale: no version of its secret was judged$/m)
    assert.match(fresh, /✗ production\/gone {2}secret_missing/)
  })

  it('has a doctor who finds nothing wrong, and tells how to bind what is not bound', async () => {
    const { code, stdout, stderr } = await pipeline('doctor', '--config', 'stored.json')
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^✓ config +stored\.json: 3 checks$/m)
    assert.match(stdout, /^✓ permissions /m)
    assert.doesNotMatch(stdout, /^✗|secretsmanager|\/production\/gone/m)
    const said = (id: string) =>
      new RegExp(
        `^✓ secret hosts +/production/${id} may be sent to any host that a config names; to bind it: aws ssm add-tags-to-resource --resource-type Parameter --resource-id '/production/${id}' --tags 'Key=(\\S+),Value=(\\S+)'$`,
        'm',
      )
    for (const id of ['orders', 'wiki']) assert.match(stdout, said(id))
    const [, key = '', value = ''] = said('wiki').exec(stdout) ?? []
    stack.aws.parameters.tag('/production/wiki', { [key]: value })
    await stack.tick(stackCadence)
    const bound = await pipeline('doctor', '--config', 'stored.json')
    assert.doesNotMatch(bound.stdout, said('wiki'))
    assert.match(bound.stdout, said('orders'))
    assert.deepEqual((await gated('wiki')).codes, [1, 1])
  })

  it('judges the version that the deployment will read, not the one that was recorded', async () => {
    put('orders', dead)
    const worse = await gated('orders')
    assert.deepEqual(worse.codes, [2, 1], worse.recorded + worse.fresh)
    assert.match(
      worse.recorded,
      /stale: version 1 of \S+ was judged, and nothing shows that the deployment would read it/,
    )
    assert.match(worse.fresh, /✗ production\/orders {2}rejected/)
    put('orders', await product.mint())
    const better = await gated('orders')
    assert.deepEqual(better.codes, [2, 0], better.recorded + better.fresh)
    await stack.tick(stackCadence)
    assert.deepEqual((await gated('orders')).codes, [0, 0])
  })

  it('does not pass one that was deleted and stored again, under the number that was judged', async () => {
    for (let number = 1; number <= 3; number += 1) {
      if (number === 1) stack.aws.parameters.remove('/production/orders')
      put('orders', dead)
    }
    const { codes, recorded, fresh } = await gated('orders')
    assert.deepEqual(codes, [2, 1], recorded + fresh)
    stack.aws.parameters.remove('/production/orders')
    for (let number = 1; number <= 3; number += 1) put('orders', await product.mint())
    await stack.tick(stackCadence)
    assert.deepEqual((await gated('orders')).codes, [0, 0])
  })

  it('does not take what was recorded for current where the probe may not look', async () => {
    stack.aws.parameters.inject({
      operation: 'GetParameter',
      times: 99,
      fault: { error: 'AccessDeniedException', status: 400 },
      when: ({ accessKeyId }) => accessKeyId === accessKeyIdFor('tokenwatch-probe'),
    })
    const { codes, recorded, fresh } = await gated('orders').finally(() => stack.aws.parameters.clearFaults())
    assert.deepEqual(codes, [2, 1], recorded + fresh)
    assert.match(fresh, /✗ production\/orders {2}secret_denied/)
    assert.match(recorded, /stale: version 3 of \S+ was judged, and nothing shows that the deployment would read it/)
  })
})

function configFor(url: string): string {
  const checks = ['orders', 'wiki', 'gone'].map((id) => ({
    profile: 'http',
    id,
    secret: parameter(`/production/${id}`),
    ping: { method: 'GET', url },
    allowPrivate: loopback,
    assert: ["login == 'acme-bot'"],
    impact: 'Nobody can order',
  }))
  return JSON.stringify({ name: 'acme', environments: { production: {} }, checks })
}
