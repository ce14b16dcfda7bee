import type { RotatorCase } from './rotator-case.ts'

export const nowMs = Date.UTC(2027, 2, 1, 10)
export const lifeSeconds = 90 * 86_400
const endsMs = nowMs + lifeSeconds * 1_000
const endsIso = '2027-05-30T10:00:00Z'

const bearer = (token: string) => `Bearer ${token}`
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

export const cases: Readonly<Record<string, RotatorCase>> = {
  cloudflare: {
    present: { token: 'old-token' },
    authority: { token: 'admin' },
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
    values: { token: 'new-token' },
    id: 'new',
    expiresAt: endsMs / 1_000,
    revoke: ['DELETE /user/tokens/old'],
    keys: ['old ci'],
  },
  entra: {
    options: { tenantId: 'tenant', applicationObjectId: 'app' },
    present: { clientSecret: 'old' },
    authority: { clientId: 'me', clientSecret: 'mine' },
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
    values: { clientSecret: 'new-secret' },
    id: 'new',
    expiresAt: endsMs / 1_000,
    revoke: ['POST /applications/app/removePassword'],
    keys: ['old ci'],
  },
  launchdarkly: {
    options: { tokenId: 'token-id' },
    present: { token: 'old-token' },
    authority: null,
    answers: { [`POST /api/v2/tokens/token-id/reset?expiry=${nowMs + 86_400_000}`]: { token: 'new-token' } },
    issue: {
      call: `POST /api/v2/tokens/token-id/reset?expiry=${nowMs + 86_400_000}`,
      authority: 'old-token',
      body: '',
    },
    values: { token: 'new-token' },
    id: null,
    expiresAt: null,
    revoke: [],
  },
  linode: {
    options: { scopes: 'linodes:read_only' },
    present: { token: 'old-token' },
    authority: null,
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
    values: { token: 'new-token' },
    id: '42',
    expiresAt: endsMs / 1_000,
    revoke: ['DELETE /profile/tokens/old'],
    keys: ['7 ci'],
  },
  okta: {
    options: { appId: 'app' },
    present: { clientSecret: 'old' },
    authority: { token: 'ssws' },
    answers: {
      'POST /api/v1/apps/app/credentials/secrets': { id: 'new', client_secret: 'new-secret' },
      'GET /api/v1/apps/app/credentials/secrets': [{ id: 'old', created: '2026-01-01T00:00:00.000Z' }],
      'POST /api/v1/apps/app/credentials/secrets/old/lifecycle/deactivate': {},
      'DELETE /api/v1/apps/app/credentials/secrets/old': {},
    },
    issue: { call: 'POST /api/v1/apps/app/credentials/secrets', authority: 'SSWS ssws', body: '{}' },
    values: { clientSecret: 'new-secret' },
    id: 'new',
    expiresAt: null,
    keys: ['old null'],
    revoke: [
      'POST /api/v1/apps/app/credentials/secrets/old/lifecycle/deactivate',
      'DELETE /api/v1/apps/app/credentials/secrets/old',
    ],
  },
  'slack-config': {
    present: { token: 'old-token', refreshToken: 'old refresh' },
    authority: null,
    answers: {
      'POST /tooling.tokens.rotate': { ok: true, token: 'new-token', refresh_token: 'new-refresh', exp: 1_803_938_400 },
    },
    issue: { call: 'POST /tooling.tokens.rotate', authority: undefined, body: 'refresh_token=old+refresh' },
    values: { token: 'new-token', refreshToken: 'new-refresh' },
    id: null,
    expiresAt: 1_803_938_400,
    revoke: [],
  },
  twilio: {
    options: { accountSid: 'AC1' },
    present: { token: 'old-token', accountSid: 'AC1' },
    authority: null,
    answers: {
      'POST /v1/AuthTokens/Secondary': { secondary_auth_token: 'new-token' },
      'POST /v1/AuthTokens/Promote': { auth_token: 'new-token' },
    },
    issue: { call: 'POST /v1/AuthTokens/Secondary', authority: basic('AC1', 'old-token'), body: '' },
    values: { token: 'new-token' },
    id: null,
    expiresAt: null,
    revoke: ['POST /v1/AuthTokens/Promote'],
  },
  'vault-approle': {
    options: { role: 'ci role' },
    present: { secretId: 'old' },
    authority: { token: 'vault' },
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
    values: { secretId: 'new-secret' },
    id: 'new',
    expiresAt: nowMs / 1_000 + 600,
    revoke: ['POST /v1/auth/approle/role/ci%20role/secret-id-accessor/destroy'],
  },
  'vault-token': {
    present: { token: 'the-token' },
    authority: null,
    answers: { 'POST /v1/auth/token/renew-self': { auth: { client_token: 'the-token', lease_duration: 3_600 } } },
    issue: { call: 'POST /v1/auth/token/renew-self', authority: undefined, body: '{}' },
    values: { token: 'the-token' },
    id: null,
    expiresAt: nowMs / 1_000 + 3_600,
    revoke: [],
  },
  vercel: {
    present: { token: 'old-token' },
    authority: null,
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
    values: { token: 'new-token' },
    id: 'new',
    expiresAt: endsMs / 1_000,
    revoke: ['DELETE /v3/user/tokens/old'],
    keys: ['old ci'],
  },
}
