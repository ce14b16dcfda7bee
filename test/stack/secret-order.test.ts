import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { until } from '../local/oauth/until.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const minute = 60_000

describe('Secrets Manager that asks IAM first, and whose listing is five minutes behind', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  let passedMs = 0
  before(async () => {
    product = keep(await startProduct())
    const me = `${product.api.url}/me`
    const checks = ['gone', 'wiki'].map((id) => aWatch(id, me, { every: '1m' }))
    const secrets = { 'production/wiki': 'a-token-that-nobody-honours' }
    stack = keep(
      await startWatching(deploymentOf(checks), secrets, {
        clockOffsetMs: () => passedMs,
        secretsManager: { listDelayMs: 5 * minute, iamBeforeExistence: true },
      }),
    )
    await stack.tick('1m')
  }, hookLimit)

  /** Reason of a check in the last tick. */
  const reasonOf = (check: string) =>
    stack.logbook.events.findLast((event) => event.event === 'reading' && event.check === `production/${check}`)
  const pages = (check: string) =>
    stack.aws.sns.published.filter(
      ({ topicArn, message }) => topicArn === stack.pageTopicArn && message.includes(check),
    )

  async function tickAfter(milliseconds: number) {
    passedMs += milliseconds
    await stack.tick('1m')
  }

  it('says that a missing secret is denied until the listing proves that it is missing, and pages then', async () => {
    assert.match(JSON.stringify(reasonOf('gone')), /AccessDeniedException/)
    assert.equal(pages('production/gone').length, 0)
    await tickAfter(3 * minute)
    assert.match(JSON.stringify(reasonOf('gone')), /AccessDeniedException/)
    await tickAfter(3 * minute)
    assert.match(JSON.stringify(reasonOf('gone')), /not_listed/)
    await tickAfter(minute)
    await until(() => pages('production/gone').length > 0)
  })

  // By now the listing names the version that is replaced.
  it('judges a replaced token in the next tick', async () => {
    await until(() => pages('production/wiki').length > 0)
    const versionId = stack.aws.secretsManager.put('production/wiki', await product.mint())
    await tickAfter(minute)
    const reading = reasonOf('wiki')
    assert.equal(reading?.event === 'reading' && reading.versionId, versionId)
    assert.match(JSON.stringify(reading), /healthy|alive|valid/)
  })
})
