import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { Agent } from 'undici'
import { createVirtualUser, plainFlow } from '../../chaos/service/flow.ts'
import { createOwnSecrets } from '../../chaos/service/own-secrets.ts'
import { noFieldWords } from '../../chaos/token/field-kind.ts'
import { type Behaviour, startHostileServer } from '../support/hostile-server.ts'

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** Calls a service that gives these answers in turn. */
async function called(...answers: readonly Behaviour[]) {
  let next = 0
  const server = await startHostileServer(() => answers[next++] ?? assert.fail('too many requests'))
  const dispatcher = new Agent()
  const own = createOwnSecrets([], noFieldWords)
  const user = createVirtualUser({
    url: server.url,
    flow: plainFlow,
    variables: new Map(),
    dispatcher,
    errors: [],
    own,
  })
  try {
    const all: Awaited<ReturnType<typeof user.call>>[] = []
    for (const _ of answers) all.push(await user.call())
    return all
  } finally {
    await dispatcher.destroy()
    await server.close()
  }
}

describe('an answer of the service', { timeout: 30_000 }, () => {
  for (const [name, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)
    it(`is searched for secrets and names its error also in ${name}`, async () => {
      const body = compress(JSON.stringify({ error: 'credential_rejected', sent: 'a-token-in-it' }))
      const [one] = await called({ kind: 'answer', status: 502, headers: { 'content-encoding': name }, body })
      assert.deepEqual(one?.outcome, { kind: 'failed', error: 'credential_rejected' })
      assert.match(one?.text ?? '', /a-token-in-it/)
    })

  const no: readonly (readonly [string, unknown, string | null])[] = [
    ['ok: false', { ok: false, error: 'idp_unavailable' }, 'idp_unavailable'],
    ['success: false', { success: false, message: 'sorry' }, null],
    ['GraphQL errors', { data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, 'UNAUTHENTICATED'],
    ['an error', { error: { code: 'E42' } }, 'E42'],
  ]
  for (const [title, body, error] of no)
    it(`with 200 that says no has not served the call: ${title}`, async () => {
      const [one] = await called(json(200, body))
      assert.deepEqual(one?.outcome, { kind: 'failed', error })
    })

  for (const body of [{ orders: [], errors: [], error: null }, { ok: true }, { active: false, valid: false }])
    it(`with 200 has served the call: ${JSON.stringify(body)}`, async () => {
      const [one] = await called(json(200, body))
      assert.deepEqual(one?.outcome, { kind: 'ok' })
    })

  it('that says no and is marked as degraded is degraded', async () => {
    const [one] = await called(json(200, { ok: false }, { 'x-degraded': 'stale' }))
    assert.equal(one?.outcome.kind, 'degraded')
  })

  it('that redirects has not served the call if earlier ones did not', async () => {
    const away = json(302, {}, { location: '/error' })
    const outcomes = (await called(json(200, {}), away, away, json(200, {}))).map(({ outcome }) => outcome.kind)
    assert.deepEqual(outcomes, ['ok', 'failed', 'failed', 'ok'])
  })

  it('that redirects has served the call if all do', async () => {
    const on = json(303, {}, { location: '/orders/7' })
    assert.deepEqual(
      (await called(on, on)).map(({ outcome }) => outcome.kind),
      ['ok', 'ok'],
    )
  })
})
