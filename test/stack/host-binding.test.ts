import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { oauthIntrospection, secret } from '../../functions/config.ts'
import { gateEvent } from '../../functions/core/gate/event.ts'
import { region } from '../../local/aws/account.ts'
import { credentialsFor } from '../../local/aws/caller.ts'
import type { Stack } from '../../local/stack.ts'
import { until } from '../local/oauth/until.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { aWatch, bot, deploymentOf, hookLimit, keepOpen, loopback, startWatching, stateOf } from '../support/stack.ts'

const tag = 'tokenwatch:hosts'
const cadence = '1h'

describe('a secret whose owner has bound it to hosts', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let server: HostileServer
  let stack: Stack
  let here: string
  before(async () => {
    server = keep(
      await startHostileServer(({ headers }) =>
        /^Bearer marked-of-[a-z]+-7f3a9c$/.test(String(headers['authorization']))
          ? { kind: 'json', body: { login: bot.clientId } }
          : { kind: 'json', status: 401, body: {} },
      ),
    )
    here = `127.0.0.1:${server.port}`
    const me = `${server.url}/me`
    // With controls, which send what is close to the credential.
    const checks = [
      ...['free', 'bound', 'elsewhere', 'nowhere'].map((id) => aWatch(id, me, { controls: true })),
      oauthIntrospection({
        id: 'client',
        secret: secret('production/client'),
        introspectionUrl: `${server.url}/introspect`,
        client: secret('production/introspector', { clientId: 'id', clientSecret: 'key' }),
        allowPrivate: loopback,
        impact: 'Nobody can order',
      }),
    ]
    const defaults = { every: cadence, misconfiguredAfter: 1, recoversAfter: 1 }
    stack = keep(await startWatching(deploymentOf(checks, { defaults }), {}))
    const tags = { bound: here, elsewhere: 'api.acme.example', nowhere: '' }
    for (const [id, hosts] of Object.entries({ ...tags, free: null, client: null }))
      stack.aws.secretsManager.put(`production/${id}`, tokenOf(id), hosts === null ? {} : { tags: { [tag]: hosts } })
    const introspector = JSON.stringify({ id: 'gateway', key: 'marked-of-introspector' })
    stack.aws.secretsManager.put('production/introspector', introspector, { tags: { [tag]: 'id.acme.example' } })
    await stack.tick(cadence)
  }, hookLimit)

  const tokenOf = (id: string) => `marked-of-${id}-7f3a9c`
  const sent = (id: string) => server.requests.filter((one) => JSON.stringify(one).includes(`of-${id}`)).length
  const standing = async (id: string) => {
    const state = await stateOf(stack, `production/${id}`)
    return [state?.standing, state?.reason]
  }
  const refusals = () => stack.logbook.events.filter(({ event }) => event === 'security')

  it('is sent there, and one without a tag anywhere', async () => {
    for (const id of ['free', 'bound']) {
      assert.ok(sent(id) > 0, id)
      assert.deepEqual(await standing(id), ['valid', 'healthy'])
    }
  })

  it('is sent nowhere else, whichever of the secrets of a request it is', async () => {
    for (const id of ['elsewhere', 'nowhere', 'client', 'introspector']) assert.equal(sent(id), 0, id)
    for (const id of ['elsewhere', 'nowhere', 'client'])
      assert.deepEqual(await standing(id), ['misconfigured', 'host_not_allowed'], id)
  })

  it('is a security event when a config sends it elsewhere', async () => {
    const checks = new Set(refusals().map((event) => event.event === 'security' && event.check))
    assert.deepEqual([...checks].toSorted(), ['production/client', 'production/elsewhere', 'production/nowhere'])
  })

  it('stays bound where the store cannot be listed, also for the gate, and its people hear why', async () => {
    stack.aws.secretsManager.inject({
      operation: 'ListSecrets',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'InternalServiceError', status: 500 },
    })
    const before = refusals().length
    await stack.tick(cadence)
    stack.aws.secretsManager.clearFaults()
    assert.ok(refusals().length > before)
    const selection = { ids: ['elsewhere', 'nowhere', 'free'], tags: [], usedBy: [], environment: null }
    const question = { selection, evidence: 'fresh', maxAgeSeconds: null, scope: { only: null, except: [] } } as const
    const asked = sent('free')
    const { functions, aws } = stack
    const client = new LambdaClient({ endpoint: aws.invocations.url, region, credentials: credentialsFor('pipeline') })
    const Payload = JSON.stringify(gateEvent({ kind: 'ask', question }))
    await client.send(new InvokeCommand({ FunctionName: functions.probe.name, Qualifier: 'gate', Payload }))
    client.destroy()
    assert.ok(sent('free') > asked)
    assert.equal(sent('elsewhere') + sent('nowhere'), 0)
    const notice = () => stack.aws.sns.published.find(({ message }) => message.includes('production/elsewhere'))
    await until(() => notice() !== undefined)
    assert.match(notice()?.message ?? '', /tokenwatch:hosts/)
  })

  it('is asked again in the tick after its owner has named the host', async () => {
    stack.aws.secretsManager.put('production/elsewhere', tokenOf('elsewhere'), {
      tags: { [tag]: `api.acme.example ${here}` },
    })
    await stack.tick(cadence)
    assert.deepEqual(await standing('elsewhere'), ['valid', 'healthy'])
  })
})

describe('a bound secret that no listing has shown yet', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let server: HostileServer
  let stack: Stack
  before(async () => {
    server = keep(await startHostileServer(() => ({ kind: 'json', body: { login: bot.clientId } })))
    const checks = ['bound', 'elsewhere', 'locked'].map((id) => aWatch(id, `${server.url}/me`))
    const defaults = { every: '1m', misconfiguredAfter: 1 }
    const options = { secretsManager: { listDelayMs: 300_000 } }
    stack = keep(await startWatching(deploymentOf(checks, { defaults }), {}, options))
    const tags = { bound: `127.0.0.1:${server.port}`, elsewhere: 'api.acme.example', locked: 'api.acme.example' }
    for (const [id, hosts] of Object.entries(tags))
      stack.aws.secretsManager.put(`production/${id}`, `marked-of-${id}`, { tags: { [tag]: hosts } })
    stack.aws.secretsManager.inject({
      operation: 'DescribeSecret',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AccessDeniedException', status: 400 },
      when: ({ input }) => JSON.stringify(input).includes('locked'),
    })
  }, hookLimit)

  const sent = (id: string) => server.requests.filter((one) => JSON.stringify(one).includes(`of-${id}`)).length
  const described = () =>
    stack.aws.secretsManager.calls.filter(({ operation }) => operation === 'DescribeSecret').length

  it('is bound all the same, for a gate that asks first and for the ticks after it', async () => {
    const client = new LambdaClient({ endpoint: stack.aws.invocations.url, region, credentials: credentialsFor('p') })
    const selection = { ids: ['bound', 'elsewhere', 'locked'], tags: [], usedBy: [], environment: null }
    const question = { selection, evidence: 'fresh', maxAgeSeconds: null, scope: { only: null, except: [] } } as const
    const Payload = JSON.stringify(gateEvent({ kind: 'ask', question }))
    const asked = { FunctionName: stack.functions.probe.name, Qualifier: 'gate', Payload }
    const answer = Buffer.from((await client.send(new InvokeCommand(asked))).Payload ?? []).toString()
    client.destroy()
    assert.match(answer, /host_not_allowed/)
    assert.match(answer, /may not read the tags of secret production\/locked/)
    for (let tick = 0; tick < 3; tick++) await stack.tick('1m')
    assert.ok(sent('bound') > 0)
    assert.deepEqual([sent('elsewhere'), sent('locked')], [0, 0])
    assert.equal((await stateOf(stack, 'production/bound')).reason, 'healthy')
    assert.equal((await stateOf(stack, 'production/elsewhere')).reason, 'host_not_allowed')
    assert.equal((await stateOf(stack, 'production/locked')).reason, 'secret_denied')
  })

  it('is described only until its tags are known', async () => {
    const before = described()
    await stack.tick('1m')
    // The tags of the one that may not be described are never known.
    const asked = stack.aws.secretsManager.calls.filter(({ operation }) => operation === 'DescribeSecret').slice(before)
    for (const { input } of asked) assert.match(JSON.stringify(input), /locked/)
  })
})
