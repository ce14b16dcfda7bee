import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { recognize } from '../../../cli/recognition/recognize.ts'
import { isPublicName } from '../../../functions/core/model/live-secrets.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { type MixedSecret, mixedAccount } from '../recognition/mixed-account.ts'
import { sentIn } from './provider-lab.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

const registry = 'registry.acme.example'

describe('a careful scan', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  const counting = [...providers.values()].flatMap(({ name, failuresCount }) => (failuresCount === true ? [name] : []))
  const secrets = mixedAccount().filter(
    ({ truth: [kind = ''], name }) => name === `production/${kind}/api` && counting.includes(kind),
  )
  const contentFor = ({ name, value }: MixedSecret): string =>
    name.includes('container-registry')
      ? JSON.stringify({ ...JSON.parse(String(value)), host: registry })
      : String(value)
  const secretValues = new Map(
    secrets.map(({ truth: [kind = ''], value }) => {
      const fields: Readonly<Record<string, string>> = JSON.parse(String(value))
      const roles = Object.keys(providers.get(kind)?.roles ?? {}).filter((role) => !isPublicName(role))
      return [kind, roles.map((role) => fields[role] ?? '')]
    }),
  )
  const atRegistry: string[] = []
  /** The lab holds no registry: a network that answers in its place, and refuses. */
  const withRegistry: Network = {
    close: async () => undefined,
    exchange: async (request, signal) => {
      if (request.url.host !== registry) return account.lab.network.exchange(request, signal)
      const given = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
      if (given !== '') atRegistry.push(Buffer.from(given.replace(/^Basic /i, ''), 'base64').toString('utf8'))
      const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 1 }
      const headers = { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="registry"' }
      const body = Buffer.from('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
      return { kind: 'answer', status: 401, headers, body, timings }
    },
  }
  const hosts = secrets.flatMap(({ value }) => {
    const { host = registry } = JSON.parse(String(value))
    return [host]
  })
  const groq = valueFor('groq.token', 790)
  const pieceOf = (at: number): string => groq.slice(4 + at, 4 + at + 12)
  before(async () => {
    account = keep(await startScannedAccount())
    for (const secret of secrets)
      account.aws.secretsManager.put(secret.name, contentFor(secret), { tags: { team: 'payments' } })
    account.aws.secretsManager.put('staging/groq', groq, { tags: { team: 'web' } })
    for (const at of [0, 1, 2, 3, 5, 7, 11])
      account.aws.secretsManager.put(`staging/${pieceOf(at)}`, valueFor('figma.token', 800 + at), {
        tags: { team: 'web' },
      })
    account.lab.kill(...[...secretValues.values()].flat())
  }, hookLimit)

  it('sends no broken token where failures count: each request of every such kind holds the credential itself', async () => {
    const { report } = await account.run({ yes: true, tag: 'team=payments', host: hosts }, { network: withRegistry })
    const asked = report.credentials.filter(({ standing }) => standing !== null && standing !== 'valid')
    assert.deepEqual(asked.map(({ profile }) => profile).toSorted(), counting.toSorted())
    const sent = [...account.lab.received().map(sentIn), ...atRegistry]
    // A refusal that calls the credential dead is looked at twice. One that may mean another region is not.
    assert.ok(asked.filter(({ standing }) => standing === 'invalid').length >= 8)
    for (const [kind, values] of secretValues) {
      const times = asked.find(({ profile }) => profile === kind)?.standing === 'invalid' ? 2 : 1
      const requests = sent.filter((text) => values.some((value) => text.includes(value)))
      assert.ok(requests.length >= times, `${kind} is asked ${times} times`)
    }
    const all = [...secretValues.values()].flat()
    for (const text of sent)
      assert.ok(
        all.some((value) => text.includes(value)),
        text.slice(0, 200),
      )
  })

  it('looks at the secrets with a tag alone, by its key or by its value', async () => {
    const places = async (tag: string) => {
      const { report } = await account.run({ offline: true, tag })
      return report.counts.secrets
    }
    const counts = [await places('team=web'), await places('team'), await places('team=we'), await places('tea')]
    assert.deepEqual(counts, [8, 8 + counting.length, 0, 0])
  })

  it('hides any 12 letters of a token that the name of another secret repeats', async () => {
    const { result } = await account.run({ offline: true, tag: 'team=web' })
    const written = `${result.text}${JSON.stringify(result.data)}`
    for (const at of [0, 1, 2, 3, 5, 7, 11]) assert.ok(!written.includes(pieceOf(at)), `from letter ${at}`)
  })
})

describe('the type of a secret', () => {
  const content = { kind: 'text', text: valueFor('datadog-api-key.token', 12) } as const
  const found = (type: string | null) => recognize({ name: 'production/x', tags: new Map(), type }, content)

  it('names the provider of a partner’s secret, as its name does', () => {
    assert.equal(found(null).credentials.length, 0)
    const [credential] = found('DatadogApiKey').credentials
    assert.deepEqual([credential?.profile, credential?.confidence], ['datadog-api-key', 'medium'])
  })

  it('says nothing of a Kubernetes Secret', () => {
    assert.equal(found('kubernetes.io/datadog').credentials.length, 0)
  })
})
