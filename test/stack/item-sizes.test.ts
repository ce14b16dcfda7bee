import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { itemBarBytes, itemBytes } from '../support/item-size.ts'
import { isLongRun } from '../support/long-run.ts'
import { aWatch, deploymentOf, itemsOf, keepOpen, pagesOf, stackCadence, startWatching } from '../support/stack.ts'

/** In a long run, as many checks as one batch takes; they are a storm together. */
const count = isLongRun ? 50 : 4
const ids = Array.from({ length: count }, (_, at) => `${'c'.repeat(60)}-${String(at).padStart(2, '0')}`)

const long = 'a very long word of a provider '.repeat(2_000)

/** Answers with the longest texts that are read, each time another way. */
const answers = [
  { status: 200, body: { login: long, scopes: Array.from({ length: 500 }, (_, at) => `scope-${at}`) } },
  { status: 401, body: { error: { code: long, message: long } } },
  { status: 403, body: { message: long, documentation_url: long } },
  { status: 500, body: { error: long } },
] as const

describe('the table under answers of any length, while SNS and EventBridge are down', { timeout: 300_000 }, () => {
  const keep = keepOpen()
  let server: HostileServer
  let stack: Stack
  let turn = 0
  before(
    async () => {
      server = keep(
        await startHostileServer(() => {
          const { status, body } = answers[Math.floor(turn / 2) % answers.length] ?? answers[0]
          const headers = {
            'www-authenticate': `Bearer error="invalid_token", error_description="${long.slice(0, 4_000)}"`,
          }
          return { kind: 'json', status, body, headers }
        }),
      )
      const checks = ids.map((id) =>
        aWatch(id, `${server.url}/me`, {
          identity: 'acme-bot',
          read: { identity: 'login', scopes: 'scopes' },
          scopes: { require: ['things:read'], forbid: ['scope-1', 'scope-2'] },
          assert: [`login == '${'x'.repeat(400)}'`],
          impact: 'i'.repeat(300),
          usedBy: Array.from({ length: 20 }, (_, at) => `${'s'.repeat(60)}${at}`),
        }),
      )
      const secrets = Object.fromEntries(ids.map((id) => [`production/${id}`, `token-of-${id}`]))
      stack = keep(await startWatching(deploymentOf(checks), secrets))
      for (const service of ['sns', 'eventBus'] as const)
        stack.aws[service].inject({
          operation: '*',
          times: Number.POSITIVE_INFINITY,
          fault: { error: 'InternalFailure', status: 500 },
        })
      for (; turn < (isLongRun ? 40 : 5); turn += 1) await stack.tick(stackCadence)
    },
    { timeout: 240_000 },
  )

  it('has no item that nears what DynamoDB takes', async () => {
    const sizes = (await itemsOf(stack)).map((item) => ({ pk: item['pk']?.S ?? '', bytes: itemBytes(item) }))
    const large = sizes.filter(({ bytes }) => bytes >= itemBarBytes)
    assert.ok(sizes.filter(({ pk }) => pk.startsWith('check#')).length === count)
    assert.deepEqual(large, [])
    assert.equal(stack.logbook.events.filter((one) => one.event === 'fault' && one.where === 'state').length, 0)
  })

  it('has the pages, which arrive once SNS is back', async () => {
    assert.deepEqual(pagesOf(stack), [])
    for (const service of ['sns', 'eventBus'] as const) stack.aws[service].clearFaults()
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    assert.ok(pagesOf(stack).length > 0)
  })
})
