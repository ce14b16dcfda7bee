import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { holdsSecret } from '../../../functions/aws/guarded-output.ts'
import { drawMultipliers, isRecognizableSecret } from '../../../functions/core/model/live-secrets.ts'
import { readSecret } from '../../../functions/core/model/secret-value.ts'
import { aSecret } from '../../support/check.ts'

const token = 'tok_Zq7k0Px9LwR2v5Tz4Hd8'

/** Secrets as tools store them whole, with much beside the one value that is sent. */
const stored: Readonly<Record<string, object>> = {
  'an answer of an issuer': {
    token,
    token_type: 'bearer_2026_token',
    expires_in: '3600000000',
    expires_at: '1796091752',
    issued_at: '1796088152000',
    scope: 'read:packages write:packages admin:org',
    scopes: ['things:read', 'things:write:all'],
  },
  'an account of a database': {
    token,
    engine: 'postgres',
    host: 'db-1.acme-2026.example',
    port: 5432,
    dbname: 'orders2026',
    username: 'orders-service-2026',
    dbInstanceIdentifier: 'x',
  },
  'a key with notes': {
    token,
    account: '123456789012',
    aws_region: 'ap-southeast-2',
    location: 'eu-central-1',
    environment: 'production-eu-central-1',
    role: 'arn:aws:iam::123456789012:role/deploy',
    console: 'https://id.acme.example/tokens/new',
    created: '2026-12-01T02:22:32.641Z',
    rotated: '2026-12-01',
    version: 'version-2026.12.1',
    key_id: 'key-0123-4567-89ab',
    enabled: true,
  },
  'a value that is hardly one': { token: 'changeme' },
  'a uniform value': { token: '0000000000000000000000' },
  'a word': { token: 'expired' },
  'a short code': { token: 'abc123' },
}

/** Lines such as logs, reports and consoles hold. */
const ordinary: readonly string[] = [
  '{"at":"2026-12-01T02:22:32.641Z","event":"reading","check":"production/orders","provider":"http","expiresAt":1796091752,"expirySource":"secret_field"}',
  '{"required":["read:packages","write:packages","admin:org"],"missing":["things:read","things:write:all"],"forbidden":[]}',
  'arn:aws:secretsmanager:ap-southeast-2:123456789012:secret:production/orders-a1b2c3',
  'arn:aws:lambda:eu-central-1:123456789012:function:tokenwatch-probe:queue',
  'd47b1e17-1bf2-4ba8-a759-50afb8485917',
  'Tue, 01 Dec 2026 02:22:32 GMT, 2026-12-01T00:00:00Z, 2026-12-01, 1796088152000, 1796088152',
  'connected to db-1.acme-2026.example:5432 as orders-service-2026 in 25.2 ms',
  'the token of production-eu-central-1 expires in 3600000000 seconds: 2 days 4 hours 30m PT15M',
  'GitHub, GitLab, PagerDuty, Cloudflare, Amazon Web Services, Docker Hub: HTTP/1.1 401 Unauthorized',
  'Please changeme: the quick brown fox has expired over 0000000000000000000000 lazy dogs; abc123',
  'https://id.acme.example/tokens/new',
  'version-2026.12.1 of key-0123-4567-89ab',
]

describe('an ordinary text', () => {
  beforeEach(() => drawMultipliers((limit) => 1_000_003 % limit))

  for (const [what, secret] of Object.entries(stored))
    it(`is not withheld because of ${what}`, () => {
      const value = JSON.stringify(secret)
      const read = readSecret({ value, versionId: null }, aSecret({ token: 'token' }), null)
      assert.equal(read.kind, 'read')
      for (const text of ordinary) assert.equal(holdsSecret(text), false, text)
      const main: unknown = Object.entries(secret).find(([name]) => name === 'token')?.[1]
      assert.equal(holdsSecret(`it is ${String(main)}`), isRecognizableSecret(String(main)))
    })

  it('is withheld because of what is secret beside a token, whatever its name', () => {
    const beside = ['client_secret', 'previous', 'password', 'webhook_key', 'seed', 'scope_key', 'account_password']
    const secret = Object.fromEntries(beside.map((name, index) => [name, `${index}-beside-9d3e5a4b${index}`]))
    readSecret({ value: JSON.stringify({ token, ...secret }), versionId: null }, aSecret({ token: 'token' }), null)
    for (const value of Object.values(secret)) assert.ok(holdsSecret(`it is ${value}`), value)
  })
})
