import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../functions/core/model/credential.ts'
import type { OurRotation } from '../../functions/core/model/ours.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Rotator } from '../../functions/core/rotation/rotator.ts'
import { openRotator } from '../../functions/core/rotation/rotators/open.ts'
import { rotatorSpecOf, rotatorSpecs } from '../../functions/providers/rotators.ts'
import { assertEvery } from '../support/assert-every.ts'
import { type CannedApi, startCannedApi } from '../support/canned-api.ts'
import { aSecret } from '../support/check.ts'
import { onLoopback } from '../support/probing.ts'
import { labTerms } from '../support/rotation-kinds.ts'

const nowMs = Date.UTC(2027, 2, 1, 10)
const lifeSeconds = 90 * 86_400
const endsMs = nowMs + lifeSeconds * 1_000
const endsIso = '2027-05-30T10:00:00Z'

/** One provider: its documented answers, and the expected results. */
type Case = {
  readonly options?: Readonly<Record<string, string>>
  readonly present: Readonly<Record<string, string>>
  /** `null` if the rotated credential authorizes itself. */
  readonly authority: Readonly<Record<string, string>> | null
  readonly oldId?: string
  readonly answers: Readonly<Record<string, unknown>>
  /** Expected call that creates the next credential: its authorization header, and its body. */
  readonly issue: { readonly call: string; readonly authority: string | undefined; readonly body: string }
  readonly values: Readonly<Record<string, string>>
  readonly id: string | null
  readonly expiresAt: number | null
  /** Expected calls of a revocation of `old`. */
  readonly revoke: readonly string[]
  readonly keys?: readonly string[]
}

const bearer = (token: string) => `Bearer ${token}`
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const cases: Readonly<Record<string, Case>> = {
  cloudflare: {
    ...{ present: { token: 'old-token' }, authority: { token: 'admin' } },
    answers: {
      'GET /user/tokens/verify': { success: true, result: { id: 'old', status: 'active' } },
      'GET /user/tokens/old': {
        result: { policies: [{ effect: 'allow', resources: { a: '*' } }], condition: { ip: 1 } },
      },
      'POST /user/tokens': { success: true, result: { id: 'new', value: 'new-token', expires_on: endsIso } },
      'GET /user/tokens?per_page=50': { result: [{ id: 'old', name: 'ci', issued_on: '2026-01-01T00:00:00Z' }] },
      'DELETE /user/tokens/old': { success: true },
    },
    issue: {
      call: 'POST /user/tokens',
      authority: bearer('admin'),
      body: `{"name":"tw-name","policies":[{"effect":"allow","resources":{"a":"*"}}],"condition":{"ip":1},"expires_on":"${endsIso}"}`,
    },
    ...{ values: { token: 'new-token' }, id: 'new', expiresAt: endsMs / 1_000 },
    ...{ revoke: ['DELETE /user/tokens/old'], keys: ['old ci'] },
  },
  entra: {
    options: { tenantId: 'tenant', applicationObjectId: 'app' },
    ...{ present: { clientSecret: 'old' }, authority: { clientId: 'me', clientSecret: 'mine' } },
    answers: {
      'POST /tenant/oauth2/v2.0/token': { access_token: 'graph-token', token_type: 'bearer', expires_in: 3_600 },
      'POST /applications/app/addPassword': { keyId: 'new', secretText: 'new-secret', endDateTime: endsIso },
      'GET /applications/app?$select=passwordCredentials': {
        passwordCredentials: [{ keyId: 'old', displayName: 'ci', startDateTime: '2026-01-01T00:00:00Z' }],
      },
      'POST /applications/app/removePassword': {},
    },
    issue: {
      call: 'POST /applications/app/addPassword',
      authority: bearer('graph-token'),
      body: `{"passwordCredential":{"displayName":"tw-name","endDateTime":"${endsIso}"}}`,
    },
    ...{ values: { clientSecret: 'new-secret' }, id: 'new', expiresAt: endsMs / 1_000 },
    ...{ revoke: ['POST /applications/app/removePassword'], keys: ['old ci'] },
  },
  launchdarkly: {
    options: { tokenId: 'token-id' },
    ...{ present: { token: 'old-token' }, authority: null },
    answers: { [`POST /api/v2/tokens/token-id/reset?expiry=${nowMs + 86_400_000}`]: { token: 'new-token' } },
    issue: {
      call: `POST /api/v2/tokens/token-id/reset?expiry=${nowMs + 86_400_000}`,
      authority: 'old-token',
      body: '',
    },
    ...{ values: { token: 'new-token' }, id: null, expiresAt: null, revoke: [] },
  },
  linode: {
    options: { scopes: 'linodes:read_only' },
    ...{ present: { token: 'old-token' }, authority: null },
    answers: {
      'POST /profile/tokens': { id: 42, token: 'new-token', expiry: '2027-05-30T10:00:00' },
      'GET /profile/tokens?page_size=500': { data: [{ id: 7, label: 'ci', created: '2026-01-01T00:00:00' }] },
      'DELETE /profile/tokens/old': {},
    },
    issue: {
      call: 'POST /profile/tokens',
      authority: bearer('old-token'),
      body: `{"label":"tw-name","scopes":"linodes:read_only","expiry":"${endsIso}"}`,
    },
    ...{ values: { token: 'new-token' }, id: '42', expiresAt: endsMs / 1_000 },
    ...{ revoke: ['DELETE /profile/tokens/old'], keys: ['7 ci'] },
  },
  okta: {
    options: { appId: 'app' },
    ...{ present: { clientSecret: 'old' }, authority: { token: 'ssws' } },
    answers: {
      'POST /api/v1/apps/app/credentials/secrets': { id: 'new', client_secret: 'new-secret' },
      'GET /api/v1/apps/app/credentials/secrets': [{ id: 'old', created: '2026-01-01T00:00:00.000Z' }],
      'POST /api/v1/apps/app/credentials/secrets/old/lifecycle/deactivate': {},
      'DELETE /api/v1/apps/app/credentials/secrets/old': {},
    },
    issue: { call: 'POST /api/v1/apps/app/credentials/secrets', authority: 'SSWS ssws', body: '{}' },
    ...{ values: { clientSecret: 'new-secret' }, id: 'new', expiresAt: null, keys: ['old null'] },
    revoke: [
      'POST /api/v1/apps/app/credentials/secrets/old/lifecycle/deactivate',
      'DELETE /api/v1/apps/app/credentials/secrets/old',
    ],
  },
  'slack-config': {
    ...{ present: { token: 'old-token', refreshToken: 'old refresh' }, authority: null },
    answers: {
      'POST /tooling.tokens.rotate': { ok: true, token: 'new-token', refresh_token: 'new-refresh', exp: 1_803_938_400 },
    },
    issue: { call: 'POST /tooling.tokens.rotate', authority: undefined, body: 'refresh_token=old+refresh' },
    ...{ values: { token: 'new-token', refreshToken: 'new-refresh' }, id: null, expiresAt: 1_803_938_400, revoke: [] },
  },
  twilio: {
    options: { accountSid: 'AC1' },
    ...{ present: { token: 'old-token', accountSid: 'AC1' }, authority: null },
    answers: {
      'POST /v1/AuthTokens/Secondary': { secondary_auth_token: 'new-token' },
      'POST /v1/AuthTokens/Promote': { auth_token: 'new-token' },
    },
    issue: { call: 'POST /v1/AuthTokens/Secondary', authority: basic('AC1', 'old-token'), body: '' },
    ...{ values: { token: 'new-token' }, id: null, expiresAt: null, revoke: ['POST /v1/AuthTokens/Promote'] },
  },
  'vault-approle': {
    options: { role: 'ci role' },
    ...{ present: { secretId: 'old' }, authority: { token: 'vault' } },
    answers: {
      'POST /v1/auth/approle/role/ci%20role/secret-id': {
        data: { secret_id: 'new-secret', secret_id_accessor: 'new', secret_id_ttl: 600 },
      },
      'POST /v1/auth/approle/role/ci%20role/secret-id-accessor/destroy': {},
    },
    issue: {
      call: 'POST /v1/auth/approle/role/ci%20role/secret-id',
      authority: undefined,
      body: '{"metadata":"{\\"tokenwatch\\":\\"tw-name\\"}"}',
    },
    ...{ values: { secretId: 'new-secret' }, id: 'new', expiresAt: nowMs / 1_000 + 600 },
    revoke: ['POST /v1/auth/approle/role/ci%20role/secret-id-accessor/destroy'],
  },
  'vault-token': {
    ...{ present: { token: 'the-token' }, authority: null },
    answers: { 'POST /v1/auth/token/renew-self': { auth: { client_token: 'the-token', lease_duration: 3_600 } } },
    issue: { call: 'POST /v1/auth/token/renew-self', authority: undefined, body: '{}' },
    ...{ values: { token: 'the-token' }, id: null, expiresAt: nowMs / 1_000 + 3_600, revoke: [] },
  },
  vercel: {
    ...{ present: { token: 'old-token' }, authority: null },
    answers: {
      'GET /v5/user/tokens/current': { token: { id: 'old' } },
      'POST /v3/user/tokens': { bearerToken: 'new-token', token: { id: 'new', expiresAt: endsMs } },
      'GET /v6/user/tokens': { tokens: [{ id: 'old', name: 'ci', createdAt: 1_767_225_600_000, activeAt: nowMs }] },
      'DELETE /v3/user/tokens/old': {},
    },
    issue: {
      call: 'POST /v3/user/tokens',
      authority: bearer('old-token'),
      body: `{"name":"tw-name","expiresAt":${endsMs}}`,
    },
    ...{ values: { token: 'new-token' }, id: 'new', expiresAt: endsMs / 1_000 },
    ...{ revoke: ['DELETE /v3/user/tokens/old'], keys: ['old ci'] },
  },
}

async function opened(
  name: string,
  given: Case,
  api: CannedApi,
  network: ReturnType<typeof openNetwork>,
): Promise<Rotator> {
  const fields = Object.fromEntries(Object.keys(given.present).map((role) => [role, role]))
  const rotation: OurRotation = {
    ...{ by: 'ours', grant: 'provider', provider: name, rotateWithinSeconds: 60, lifeSeconds, api: api.url },
    options: { ...given.options, ...(name === 'entra' ? { login: api.url } : {}) },
    client: given.authority === null ? null : aSecret(),
    terms: { ...labTerms, fields },
  }
  const rotator = await openRotator(rotation, {
    send: (request) =>
      network.exchange({ ...request, ...onLoopback, shareConnection: false }, AbortSignal.timeout(10_000)),
    present: new Credential(given.present, 'version-1'),
    client: given.authority === null ? null : new Credential(given.authority, null),
    specOf: rotatorSpecOf,
    now: () => nowMs,
  })
  if ('kind' in rotator) assert.fail(rotator.code)
  return rotator
}

describe('a rotator', () => {
  it('of every provider has its answers in this file', () => {
    assert.deepEqual(
      rotatorSpecs.map(({ name }) => name),
      Object.keys(cases),
    )
  })

  it('sends the documented request, and reads the answer', () =>
    assertEvery(
      Object.entries(cases),
      ([name]) => name,
      async ([name, given]) => {
        const api = await startCannedApi(given.answers)
        const network = openNetwork()
        try {
          const rotator = await opened(name, given, api, network)
          const outcome = await rotator.issue({ name: 'tw-name', oldId: 'old' })
          if (outcome.kind !== 'issued') assert.fail(`${outcome.kind}: ${outcome.code}`)
          const values = outcome.roles.map((role) => [role, outcome.credential.open(role)] as const)
          assert.deepEqual(
            { values: Object.fromEntries(values), id: outcome.id, expiresAt: outcome.expiresAt },
            { values: given.values, id: given.id, expiresAt: given.expiresAt },
          )
          const asked = api.seen.findLast(({ call }) => call === given.issue.call)
          assert.deepEqual([asked?.headers['authorization'], asked?.body], [given.issue.authority, given.issue.body])
          if (rotator.identify !== null) assert.equal(await rotator.identify(), 'old')
          const keys = (await rotator.list?.()) ?? []
          assert.deepEqual('kind' in keys ? keys : keys.map(({ id, name }) => `${id} ${name}`), given.keys ?? [])
          const before = api.seen.length
          if (rotator.revoke !== null) assert.equal((await rotator.revoke('old')).kind, 'done')
          assert.deepEqual(
            api.seen.slice(before).map(({ call }) => call),
            given.revoke,
          )
        } finally {
          await network.close()
          await api.close()
        }
      },
    ))

  it('distinguishes a spent refresh token, which is answered with 200, from a refusal', async () => {
    const network = openNetwork()
    for (const [error, kind] of [
      ['invalid_refresh_token', 'consumed'],
      ['internal_error', 'refused'],
    ] as const) {
      const given = cases['slack-config']
      assert.ok(given)
      const api = await startCannedApi({ 'POST /tooling.tokens.rotate': { ok: false, error } })
      const rotator = await opened('slack-config', given, api, network)
      assert.equal((await rotator.issue({ name: 'tw-name', oldId: null })).kind, kind)
      await api.close()
    }
    await network.close()
  })
})
