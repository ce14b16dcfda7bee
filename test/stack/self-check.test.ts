import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { ours, secret } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  bot,
  deploymentOf,
  hookLimit,
  keepOpen,
  newestCount,
  nextEvent,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

describe('a monitor that tests itself', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const expires_at = Math.floor(Date.now() / 1_000) + 1_100
    stack = opened(
      await startWatching(
        deploymentOf([orders()]),
        {
          'production/orders': JSON.stringify({ access_token: await product.mint({ ttlSeconds: 1_100 }), expires_at }),
          'production/client': JSON.stringify({ id: bot.clientId, secret: 'no-longer-the-secret' }),
        },
        // The clock stands: the token expires within four ticks.
        { clockOffsetMs: () => 0 },
      ),
    )
  }, hookLimit)

  /** Its rotation is due at every tick and fails each time, so that each tick shows if one is started. */
  function orders() {
    return aWatch('orders', `${product.api.url}/me`, {
      secret: secret('production/orders', 'access_token'),
      expiresField: { name: 'expires_at', format: 'epoch_seconds' },
      warn: '30m',
      critical: '1m',
      rotation: ours({
        grant: 'client_credentials',
        tokenUrl: product.oauth.tokenUrl,
        client: secret('production/client', { clientId: 'id', clientSecret: 'secret' }),
        rotateWithin: '20m',
      }),
    })
  }

  /** Runs one tick. Resolves after its canaries, with their log lines. */
  async function tick(): Promise<readonly string[]> {
    const begun = stack.logbook.events.length
    const back = Promise.all(
      ['known-good', 'known-bad'].map((canary) =>
        nextEvent(stack, (event) => event.event === 'canary' && event.canary === canary),
      ),
    )
    await stack.tick(stackCadence)
    await back
    const canaries = stack.logbook.events.slice(begun).filter((event) => event.event === 'canary')
    return canaries.map(({ canary, standing, shown }) => `${canary} ${standing} ${shown}`).toSorted()
  }

  const rotations = () =>
    stack.logbook.events.flatMap((event) => (event.event === 'rotation' && event.step === null ? [event.outcome] : []))
  const toWatchers = () =>
    stack.aws.sns.published
      .filter(({ topicArn }) => topicArn === stack.topicArns.watcher)
      .map(({ subject, byProtocol }) => ({ subject, mail: byProtocol['email'] ?? '' }))
  const notified = (kind: string) => nextEvent(stack, (event) => event.event === 'monitor' && event.kind === kind)

  it('accepts its own role, and refuses the same request with a broken signature', async () => {
    const expected = ['known-bad invalid SignatureDoesNotMatch', 'known-good valid known-caller']
    assert.deepEqual(await tick(), expected)
    assert.deepEqual(await tick(), expected)
    assert.deepEqual([toWatchers(), rotations()], [[], ['requested']])
  })

  it('proves nothing if STS does not answer', async () => {
    stack.aws.sts.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault: { error: 'Busy', status: 503 } })
    assert.deepEqual(await tick(), ['known-bad unknown server-error', 'known-good unknown server-error'])
    stack.aws.sts.clearFaults()
    assert.deepEqual(toWatchers(), [])
  })

  it('is broken once it accepts a broken signature', async () => {
    stack.aws.sts.believe(true)
    const said = notified('broken')
    assert.deepEqual(await tick(), ['known-bad valid known-caller', 'known-good valid known-caller'])
    await said
    const [{ subject, mail } = { subject: null, mail: '' }, ...more] = toWatchers()
    assert.deepEqual([subject, more.length], ['ALARM: Tokenwatch acme is broken', 0])
    assert.match(mail, /^Tokenwatch acme itself is broken: it judges a broken credential as valid\.$/m)
    assert.match(mail, /^What breaks: .*Nothing is rotated until it works again\.$/m)
    assert.deepEqual(pagesOf(stack), [])
  })

  it('rotates nothing while it is broken, and notifies once', async () => {
    const before = rotations().length
    await tick()
    assert.deepEqual(rotations().slice(before), ['held'])
    assert.equal(toWatchers().length, 1)
  })

  it('keeps the message to the watchers pending if SNS does not accept it, and sends no heartbeat meanwhile', async () => {
    const heartbeats = () => stack.aws.cloudwatch.data.filter(({ name }) => name === 'Heartbeat').length
    stack.aws.sts.believe(false)
    const times = Number.POSITIVE_INFINITY
    stack.aws.sns.inject({ operation: 'Publish', times, fault: { error: 'InternalError', status: 500 } })
    const refused = notified('recovered')
    await tick()
    await refused
    const before = heartbeats()
    const refusedAgain = notified('recovered')
    await tick()
    await refusedAgain
    assert.deepEqual([newestCount(stack, 'PagesPending'), heartbeats()], [1, before])
    stack.aws.sns.clearFaults()
    const accepted = notified('recovered')
    await tick()
    await accepted
    assert.deepEqual(
      toWatchers().map(({ subject }) => subject),
      ['ALARM: Tokenwatch acme is broken', 'OK: Tokenwatch acme works again'],
    )
    await tick()
    assert.deepEqual([newestCount(stack, 'PagesPending'), heartbeats()], [0, before + 1])
  })

  it('is broken once it refuses its own role', async () => {
    const refusal = { error: 'InvalidClientTokenId', status: 403 }
    stack.aws.sts.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault: refusal })
    const said = notified('broken')
    assert.deepEqual(await tick(), [
      'known-bad invalid InvalidClientTokenId',
      'known-good invalid InvalidClientTokenId',
    ])
    await said
    assert.match(toWatchers().at(-1)?.mail ?? '', /it judges a valid credential as invalid/)
  })

  it('shows neither its session nor a signature in any byte that it prints or publishes', () => {
    const said = [stack.output.join(''), JSON.stringify(stack.aws.sns.calls), JSON.stringify(stack.aws.sqs.calls)].join(
      '',
    )
    assert.match(said, /known-good/)
    assert.doesNotMatch(said, /session-of-|SignedHeaders|Signature=/)
  })
})
