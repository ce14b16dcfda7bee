import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { manual, secret } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const name = 'production/orders'
const console = 'https://id.acme.example/tokens/new'
const minute = 60

describe('a token that a person rotates', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  before(async () => {
    product = keep(await startProduct())
    const check = aWatch('orders', `${product.api.url}/me`, {
      secret: secret(name, 'token'),
      expiresField: { name: 'until', format: 'epoch_seconds' },
      warn: '30m',
      critical: '1m',
      usedBy: ['shop'],
      rotation: manual({ console }),
    })
    stack = keep(await startWatching(deploymentOf([check]), { [name]: await aToken(10 * minute) }))
  }, hookLimit)

  async function aToken(ttlSeconds: number): Promise<string> {
    const until = Math.floor(Date.now() / 1_000) + ttlSeconds
    return JSON.stringify({ token: await product.mint({ ttlSeconds }), until })
  }

  /** Returns the mails about it, with their topics. */
  const mails = () =>
    stack.aws.sns.published.map(({ topicArn, byProtocol }) => {
      const to = topicArn === stack.pageTopicArn ? 'page' : 'notice'
      return `${to}: ${byProtocol['email'] ?? ''}`
    })

  it('causes a notice before it ends, with the console of its provider and the steps to take', async () => {
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    const [notice = '', ...more] = mails()
    assert.deepEqual(more, [])
    assert.match(notice, /^notice: The credential production\/orders is about to expire/)
    const lines = [
      `1. Issue a new credential: ${console}`,
      `2. Store it: aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://new-value (a JSON object; the check reads token)`,
      '3. Wait for the next probe: it finds the new version, verifies it and closes this incident',
      '4. Revoke the old credential: at the provider, once the new one has reached shop',
    ]
    for (const line of lines) assert.ok(notice.includes(line), `${line}\n${notice}`)
  })

  it('causes a worse message if its new version does not work, with the findings about it', async () => {
    const until = Math.floor(Date.now() / 1_000) + 3_600
    stack.aws.secretsManager.put(name, JSON.stringify({ token: 'a-token-that-nobody-honours', until }))
    await stack.tick(stackCadence)
    assert.equal((await stateOf(stack, name)).reason, 'half_rotated')
    assert.ok(mails().some((mail) => /^page: Worse than before: .* was rotated only halfway/.test(mail)))
  })

  it('is verified and reported as resolved if its new version works, without a command', async () => {
    const versionId = stack.aws.secretsManager.put(name, await aToken(180 * minute))
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    const state = await stateOf(stack, name)
    assert.deepEqual([state.reason, state.versionId, state.incident], ['healthy', versionId, null])
    assert.match(mails().at(-1) ?? '', /The credential production\/orders is good again/)
    const notified = mails().length
    await stack.tick(stackCadence)
    assert.equal(mails().length, notified)
  })
})
