import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { before, describe, it } from 'node:test'
import { reportVersion } from '../../functions/consumer.ts'
import { rotationOrderEvent } from '../../functions/core/rotation/order-event.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import type { Stack } from '../../local/stack.ts'
import { type KeyProvider, startKeyProvider } from '../support/key-provider.ts'
import { currentVersionOf, lookAfter, startRotated } from '../support/rotated-stack.ts'
import { eventually, hookLimit, keepOpen, nextEvent, stackCadence, startProduct } from '../support/stack.ts'

const check = 'production/keys'
const hourMs = 60 * 60_000

describe('the old key of a rotation', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let stack: Stack
  let provider: KeyProvider
  let offsetMs = 0
  /** Version that the only consumer holds. */
  let held = ''
  let first = ''
  before(async () => {
    const page = createServer(reportVersion(() => held))
    const consumerUrl = `${await listenOnLoopback(page)}/health`
    keep({ close: () => closeServer(page) })
    provider = keep(await startKeyProvider(() => Date.now() + offsetMs))
    const product = keep(await startProduct())
    stack = keep(await startRotated({ product, provider, consumerUrl, clockOffsetMs: () => offsetMs }))
    first = currentVersionOf(stack, 'keys', 'AWSCURRENT')
    held = first
    await stack.tick(stackCadence)
  }, hookLimit)

  /** Runs the first tick of the next hour, which asks consumers, and then the schedule that reconciles open rotations. */
  async function anHourLater(): Promise<void> {
    offsetMs += hourMs
    const asked = nextEvent(stack, (event) => event.event === 'review' && event.source === 'consumers')
    await stack.tick(stackCadence)
    await asked
    await lookAfter(stack)
  }

  const isOld = (value: string) => value === provider.keys[0]?.value
  const works = () => provider.keys.map(({ value }) => [isOld(value) ? 'old' : 'new', provider.works(value)])
  const said = () =>
    stack.aws.sns.published
      .map(({ byProtocol }) => byProtocol['email'] ?? '')
      .filter((mail) => mail.includes(`rotation of ${check}`))

  it('lives on after the new version is in force', async () => {
    const order = { check, act: 'start', by: 'sam', approve: false } as const
    assert.equal((await stack.functions.tick.invoke(rotationOrderEvent(order), 'operator')).ok, true)
    await eventually(() => currentVersionOf(stack, 'keys', 'AWSCURRENT') !== first)
    assert.deepEqual(works(), [
      ['old', true],
      ['new', true],
    ])
  })

  it('is kept while a consumer reports the old version, and that consumer is named', async () => {
    await anHourLater()
    assert.deepEqual(works(), [
      ['old', true],
      ['new', true],
    ])
    const [notice = '', ...more] = said()
    assert.match(notice, /the old key is kept.*\(behind: shop\)/)
    assert.match(notice, /npx tokenwatch rotations production\/keys --release/)
    assert.deepEqual(more, [])
  })

  it('is revoked by its id once the consumer reports the new version, and is verified to be refused', async () => {
    held = currentVersionOf(stack, 'keys', 'AWSCURRENT')
    await anHourLater()
    assert.deepEqual(works(), [
      ['old', false],
      ['new', true],
    ])
    assert.deepEqual(
      provider.calls.filter((call) => call.startsWith('DELETE')),
      [`DELETE /keys/${provider.keys[0]?.id}`],
    )
    assert.match(said().at(-1) ?? '', /in order again/)
  })
})
