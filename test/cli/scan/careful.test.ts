import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { recognize } from '../../../cli/recognition/recognize.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { recognizable, valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

describe('a careful scan', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  const counting = recognizable.filter((profile) => {
    const provider = providers.get(profile)
    return provider?.failuresCount === true && Object.keys(provider.roles).join() === 'token'
  })
  const tokens = counting.map((profile, index) => valueFor(`${profile}.token`, 700 + index))
  const groq = valueFor('groq.token', 790)
  const pieceOf = (at: number): string => groq.slice(4 + at, 4 + at + 19)
  before(async () => {
    account = keep(await startScannedAccount())
    for (const [at, profile] of counting.entries())
      account.aws.secretsManager.put(`production/${profile}`, tokens[at] ?? '', { tags: { team: 'payments' } })
    account.aws.secretsManager.put('staging/groq', groq, { tags: { team: 'web' } })
    for (const at of [0, 1, 2, 3, 5, 7, 11])
      account.aws.secretsManager.put(`staging/${pieceOf(at)}`, valueFor('figma.token', 800 + at), {
        tags: { team: 'web' },
      })
    account.lab.kill(...tokens)
  }, hookLimit)

  it('sends no broken token where failures count: each request holds the credential itself', async () => {
    await account.run({ yes: true, tag: 'team=payments' })
    const sent = account.lab.received().map(({ url, headers, body }) => `${url} ${JSON.stringify(headers)} ${body}`)
    assert.ok(tokens.length > 0 && sent.length > 0, `${counting}`)
    for (const text of sent) assert.ok(tokens.some((token) => text.includes(token)))
  })

  it('looks at the secrets with a tag alone, by its key or by its value', async () => {
    const places = async (tag: string) => {
      const { report } = await account.run({ offline: true, tag })
      return report.counts.secrets
    }
    const counts = [await places('team=web'), await places('team'), await places('team=we'), await places('tea')]
    assert.deepEqual(counts, [8, 8 + tokens.length, 0, 0])
  })

  it('hides any 19 letters of a token that the name of another secret repeats', async () => {
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
