import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { oauthIntrospection, parameter, secret } from '../../functions/config.ts'
import { gateEvent } from '../../functions/core/gate/event.ts'
import { region } from '../../local/aws/account.ts'
import { credentialsFor } from '../../local/aws/caller.ts'
import type { Stack } from '../../local/stack.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { aWatch, bot, deploymentOf, hookLimit, keepOpen, loopback, startWatching, stateOf } from '../support/stack.ts'

const cadence = '1h'
const tokenOf = (id: string) => `marked-of-${id}-7f3a9c`

describe('a parameter whose owner has bound it to hosts', { timeout: 120_000 }, () => {
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
    const watch = (id: string) =>
      aWatch(id, `${server.url}/me`, { controls: true, secret: parameter(`/production/${id}`) })
    const introspected = (id: string, secrets: { secret: ReturnType<typeof parameter>; client: object }) =>
      oauthIntrospection({
        id,
        introspectionUrl: `${server.url}/introspect`,
        allowPrivate: loopback,
        impact: 'Nobody can order',
        secret: secrets.secret,
        client: Object(secrets.client),
      })
    const roles = { clientId: 'id', clientSecret: 'key' }
    const checks = [
      ...['free', 'bound', 'elsewhere', 'nowhere', 'locked'].map(watch),
      introspected('stored', {
        secret: parameter('/production/stored'),
        client: parameter('/production/asker', roles),
      }),
      introspected('mixed', { secret: parameter('/production/mixed'), client: secret('production/asker', roles) }),
    ]
    const defaults = { every: cadence, misconfiguredAfter: 1, recoversAfter: 1 }
    stack = keep(await startWatching(deploymentOf(checks, { defaults }), {}))
    for (const id of ['free', 'bound', 'elsewhere', 'nowhere', 'locked', 'stored', 'mixed']) put(id, tokenOf(id))
    const asker = JSON.stringify({ id: 'gateway', key: 'marked-of-asker' })
    put('asker', asker)
    stack.aws.secretsManager.put('production/asker', asker, { tags: { 'tokenwatch:hosts': 'id.acme.example' } })
    bind('bound', here)
    bind('elsewhere', 'api.acme.example')
    bind('nowhere', '')
    bind('asker', 'id.acme.example')
    stack.aws.parameters.inject({
      operation: 'ListTagsForResource',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'AccessDeniedException', status: 400 },
      when: ({ input }) => JSON.stringify(input).includes('locked'),
    })
  }, hookLimit)

  const put = (id: string, value: string) =>
    stack.aws.parameters.put(`/production/${id}`, value, { type: 'SecureString' })
  const bind = (id: string, hosts: string) =>
    stack.aws.parameters.tag(`/production/${id}`, { 'tokenwatch:hosts': hosts, team: 'payments' })
  const sent = (id: string) => server.requests.filter((one) => JSON.stringify(one).includes(`of-${id}`)).length
  const standing = async (id: string) => {
    const { standing, reason } = await stateOf(stack, `production/${id}`)
    return [standing, reason]
  }
  const tagsRead = () =>
    stack.aws.parameters.calls.filter(({ operation }) => operation === 'ListTagsForResource').length

  async function askGate(...ids: readonly string[]): Promise<string> {
    const { functions, aws } = stack
    const selection = { ids, tags: [], usedBy: [], environment: null }
    const question = { selection, evidence: 'fresh', maxAgeSeconds: null, scope: { only: null, except: [] } } as const
    const client = new LambdaClient({ endpoint: aws.invocations.url, region, credentials: credentialsFor('pipeline') })
    const Payload = JSON.stringify(gateEvent({ kind: 'ask', question }))
    const answer = await client.send(
      new InvokeCommand({ FunctionName: functions.probe.name, Qualifier: 'gate', Payload }),
    )
    client.destroy()
    return Buffer.from(answer.Payload ?? []).toString()
  }

  it('is sent nowhere else by a gate that asks before any tick has looked', async () => {
    const answer = await askGate('elsewhere', 'nowhere', 'locked', 'free')
    assert.match(answer, /host_not_allowed/)
    assert.match(answer, /allow ssm:ListTagsForResource for it/)
    for (const id of ['elsewhere', 'nowhere', 'locked']) assert.equal(sent(id), 0, id)
    assert.ok(sent('free') > 0)
  })

  it('is sent there, and one without a tag anywhere', async () => {
    await stack.tick(cadence)
    for (const id of ['free', 'bound']) {
      assert.ok(sent(id) > 0, id)
      assert.deepEqual(await standing(id), ['valid', 'healthy'])
    }
  })

  it('is sent nowhere else, whichever of the secrets of a request it is, and from whichever store', async () => {
    for (const id of ['elsewhere', 'nowhere', 'stored', 'mixed', 'asker']) assert.equal(sent(id), 0, id)
    for (const id of ['elsewhere', 'nowhere', 'stored', 'mixed'])
      assert.deepEqual(await standing(id), ['misconfigured', 'host_not_allowed'], id)
  })

  it('is sent nowhere while its tags may not be read, and its people hear why', async () => {
    assert.equal(sent('locked'), 0)
    assert.deepEqual(await standing('locked'), ['misconfigured', 'secret_denied'])
    const { detail } = await stateOf(stack, 'production/locked')
    assert.match(detail, /may not read the tags of parameter \/production\/locked/)
  })

  it('is a security event when a config sends it elsewhere', () => {
    const refused = stack.logbook.events.flatMap((event) => (event.event === 'security' ? [event.check] : []))
    const expected = ['elsewhere', 'mixed', 'nowhere', 'stored'].map((id) => `production/${id}`)
    assert.deepEqual([...new Set(refused)].toSorted(), expected)
  })

  it('is asked again in the tick after its owner has named the host, and no more after they took it away', async () => {
    bind('elsewhere', `api.acme.example ${here}`)
    await stack.tick(cadence)
    assert.deepEqual(await standing('elsewhere'), ['valid', 'healthy'])
    const before = sent('elsewhere')
    bind('elsewhere', 'api.acme.example')
    assert.match(await askGate('elsewhere'), /host_not_allowed/)
    assert.equal(sent('elsewhere'), before)
  })

  it('costs one call for tags with each read of a value', async () => {
    const [reads, tags] = [valuesRead(), tagsRead()]
    await stack.tick(cadence)
    assert.ok(valuesRead() > reads)
    assert.equal(tagsRead() - tags, valuesRead() - reads)
  })

  const valuesRead = () => stack.aws.parameters.calls.filter(({ operation }) => operation === 'GetParameter').length
})
