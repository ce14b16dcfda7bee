import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { type KeyProvider, startKeyProvider } from '../support/key-provider.ts'
import { currentVersionOf, startRotated } from '../support/rotated-stack.ts'
import { eventually, hookLimit, keepOpen, pagesOf, stackCadence, startProduct, stateOf } from '../support/stack.ts'

describe('a rotation that Secrets Manager gives up', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let stack: Stack
  let provider: KeyProvider
  before(async () => {
    provider = keep(await startKeyProvider(Date.now))
    const product = keep(await startProduct())
    stack = keep(await startRotated({ product, provider, consumerUrl: `${provider.url}/nowhere` }))
  }, hookLimit)

  const isNoted = (id: string) =>
    stack.logbook.events.some(
      (event) => event.event === 'rotation' && event.outcome === 'given_up' && event.check === `production/${id}`,
    )

  const pagesAbout = (id: string) =>
    pagesOf(stack)
      .filter(({ alarm }) => alarm.Tokenwatch.check === `production/${id}`)
      .map(({ alarm }) => `${alarm.NewStateValue} ${alarm.AlarmName}`)

  it('is recorded for our own function and for somebody else’s', async () => {
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    await eventually(() => isNoted('ledger') && isNoted('foreign'))
    for (const id of ['ledger', 'foreign'] as const) {
      const { rotationFailed, versionId } = await stateOf(stack, `production/${id}`)
      assert.deepEqual(rotationFailed, { versionId, times: 3 })
      assert.equal(versionId, currentVersionOf(stack, id, 'AWSCURRENT'))
    }
    assert.equal((await stateOf(stack, 'production/orders')).rotationFailed, null)
  })

  it('pages once, because nothing rotates the token any more', async () => {
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    for (const id of ['ledger', 'foreign']) assert.deepEqual(pagesAbout(id), [`ALARM tokenwatch/acme/production/${id}`])
    assert.deepEqual(pagesAbout('orders'), [])
    assert.match(pagesOf(stack).find(({ mail }) => mail.includes('production/ledger'))?.mail ?? '', /rotation failed/)
  })
})
