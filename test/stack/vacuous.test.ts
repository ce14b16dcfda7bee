import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { gitlab, secret } from '../../functions/config.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Stack } from '../../local/stack.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type HostileServer, type Script, startHostileServer } from '../support/hostile-server.ts'
import {
  aWatch,
  bot,
  deploymentOf,
  hookLimit,
  keepOpen,
  loopback,
  newestCount,
  startWatching,
  stateOf,
} from '../support/stack.ts'

/** Interval at which a broken credential is due in each tick. */
const cadence = '1h'

const token = 'a-token-of-some-length'
const me = { kind: 'json', body: { login: bot.clientId } } as const
const refused = { kind: 'json', status: 401, body: {} } as const

/** APIs that require the token, any token, or none. */
const guarded: Script = ({ headers }) => (headers['authorization'] === `Bearer ${token}` ? me : refused)
const heedless: Script = ({ headers }) => (headers['authorization'] === undefined ? refused : me)
const open: Script = () => me

describe('an API that accepts a broken token too', { timeout: 60_000 }, () => {
  let stack: Stack
  let servers: { readonly open: HostileServer; readonly heedless: HostileServer }
  const opened = keepOpen()
  const fooled: readonly CheckKey[] = ['production/open', 'production/heedless', 'production/gitlab']
  before(async () => {
    const { ca, valid } = await makeCertificates()
    const provider = { kind: 'json', body: { id: 7, active: true, revoked: false, scopes: ['api'] } } as const
    const catalogued = opened(await startHostileServer(provider, { tls: valid }))
    const honest = opened(await startHostileServer(guarded))
    servers = { open: opened(await startHostileServer(open)), heedless: opened(await startHostileServer(heedless)) }
    const checks = [
      ...Object.entries({ ...servers, honest }).map(([id, { url }]) => aWatch(id, `${url}/me`, { controls: true })),
      gitlab({
        id: 'gitlab',
        secret: secret('production/gitlab'),
        host: `127.0.0.1:${catalogued.port}`,
        allowPrivate: loopback,
        impact: 'No build can be released',
      }),
    ]
    const defaults = { every: cadence, misconfiguredAfter: 1, recoversAfter: 1 }
    const deployment = deploymentOf(checks, { defaults, privateCa: ca.cert })
    const ids = ['open', 'heedless', 'honest', 'gitlab']
    stack = opened(await startWatching(deployment, Object.fromEntries(ids.map((id) => [`production/${id}`, token]))))
    await stack.tick(cadence)
    await stack.tick(cadence)
  }, hookLimit)

  const notified = (topicArn: string) => stack.aws.sns.published.filter((message) => message.topicArn === topicArn)

  it('makes its check vacuous, whether it accepts no token, any token, or replaces a provider', async () => {
    for (const check of fooled) {
      const { standing, reason, severity, detail } = await stateOf(stack, check)
      assert.deepEqual([check, standing, reason, severity], [check, 'misconfigured', 'vacuous', 'notice'])
      assert.match(detail, /also accepts a broken credential \(.+\), so its answer proves nothing/)
    }
  })

  it('is not found in an API that checks its tokens', async () => {
    assert.equal((await stateOf(stack, 'production/honest')).reason, 'healthy')
  })

  it('causes a notice that names the check, and does not page', () => {
    const notices = notified(stack.topicArns.notice).map(({ byProtocol }) => byProtocol['email'] ?? '')
    for (const check of fooled)
      assert.ok(
        notices.some((text) => text.includes(check)),
        check,
      )
    assert.deepEqual(notified(stack.pageTopicArn), [])
  })

  it('is counted as misconfigured, not as valid', () => {
    const counted = (name: string) => newestCount(stack, name, { Environment: 'production' })
    assert.deepEqual([counted('Misconfigured'), counted('Valid'), counted('Invalid')], [3, 1, 0])
  })

  it('is healthy again as soon as it refuses a broken token', async () => {
    servers.open.become(guarded)
    servers.heedless.become(guarded)
    await stack.tick(cadence)
    assert.equal((await stateOf(stack, 'production/open')).reason, 'healthy')
    assert.equal((await stateOf(stack, 'production/heedless')).reason, 'healthy')
    assert.equal((await stateOf(stack, 'production/gitlab')).reason, 'vacuous')
  })
})
