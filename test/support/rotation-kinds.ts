import { generateKeyPairSync } from 'node:crypto'
import type { Capabilities } from '../../functions/core/model/capabilities.ts'
import { type OurRotation, plainTerms, type RotationTerms } from '../../functions/core/model/ours.ts'
import type { RotatorSpec } from '../../functions/core/model/rotator-spec.ts'
import type { SecretReference } from '../../functions/core/model/secret-reference.ts'
import { aSecret, bearerInHeader } from './check.ts'
import type { KeyProviderBehaviour } from './key-provider.ts'
import { admin } from './key-routes.ts'

/** One kind of rotation against the stand-in: the config, and the behaviour of the provider. */
export type Kind = {
  readonly title: string
  readonly behaviour: Partial<KeyProviderBehaviour>
  rotation(url: string): OurRotation
}

const at = (id: string, fields: SecretReference['fields']) =>
  aSecret(fields, { source: { from: 'secrets-manager', id } })

/** Secrets in the lab besides the rotated one. */
export const otherSecrets: ReadonlyMap<string, string> = new Map([
  ['lab/admin', admin],
  ['lab/client', JSON.stringify({ id: 'client', secret: 'marked-7f3a9c-client' })],
  [
    'lab/app',
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString()
      .trimEnd(),
  ],
])

const adminSecret = at('lab/admin', { token: null })
const client = at('lab/client', { clientId: 'id', clientSecret: 'secret' })

export const labTerms: RotationTerms = { ...plainTerms, idField: 'id' }
const common = { by: 'ours', rotateWithinSeconds: 86_400, terms: labTerms } as const

const capabilities: Capabilities = {
  class: 'create_revoke',
  replay: 'safe',
  graceMs: 0,
  keyLimit: null,
  orphansKnownBy: 'name',
  tellsLastUse: true,
  revokesById: true,
  propagationMs: 0,
  deadReuseIsHarmful: false,
}

/** The stand-in's calls as data. A test names only the fields that it is about. */
export function aSpec(url: string, overrides: Partial<RotatorSpec> = {}): RotatorSpec {
  const read = {
    values: { token: 'value' },
    id: 'id',
    ok: null,
    expires: { at: 'expires_at', format: 'epoch_seconds' },
  } as const
  const createdAt = { at: 'created_at', format: 'epoch_milliseconds' } as const
  const lastUsedAt = { at: 'last_used_at', format: 'epoch_milliseconds' } as const
  return {
    name: 'http',
    title: 'The stand-in',
    capabilities,
    authority: 'self',
    authorityRoles: [],
    options: [],
    defaults: {},
    api: null,
    send: [bearerInHeader],
    login: null,
    identify: null,
    copy: null,
    recover: null,
    consumed: null,
    issue: { method: 'POST', url: `${url}/keys`, json: { name: '{name}' }, read },
    list: { method: 'GET', url: `${url}/keys`, keys: { items: 'keys', id: 'id', name: 'name', createdAt, lastUsedAt } },
    revoke: [{ method: 'DELETE', url: `${url}/keys/{id}` }],
    ...overrides,
  }
}

function byHttp(rotator: RotatorSpec, authority: SecretReference | null): OurRotation {
  return { ...common, grant: 'http', rotator, api: null, options: {}, client: authority, lifeSeconds: null }
}

/** Rotated in place: by itself, or by an administrator who can repeat it by the key's id. */
function rotating(url: string, changes: Partial<Capabilities>, recovery: boolean): OurRotation {
  const spec = aSpec(url)
  const alone = { orphansKnownBy: null, tellsLastUse: false, revokesById: false } as const
  const byId = { ...spec.issue, url: `${url}/keys/{id}/rotate` }
  const inPlace = { ...spec.issue, url: `${url}/rotate` }
  const calls = { issue: recovery ? byId : inPlace, recover: recovery ? byId : null, list: recovery ? spec.list : null }
  const traited = { capabilities: { ...capabilities, ...alone, ...changes }, revoke: [] }
  return byHttp(aSpec(url, { ...traited, ...calls }), recovery ? adminSecret : null)
}

function refreshing(
  url: string,
  changes: { rotates: boolean; graceSeconds: number; introspects?: boolean },
): OurRotation {
  const { rotates, graceSeconds, introspects = false } = changes
  return {
    ...common,
    grant: 'refresh_token',
    tokenUrl: `${url}/token`,
    scope: null,
    authentication: 'client_secret_basic',
    client,
    rotates,
    graceSeconds,
    introspectionUrl: introspects ? `${url}/introspect` : null,
    terms: { ...labTerms, fields: { refreshToken: 'refresh' } },
  }
}

const ringGraceMs = 60_000

/** Longer than the lifetime that our own clock rotates, and over within the tests. */
const fiveHoursMs = 5 * 60 * 60_000

/** Every class, with and without a grace if that makes a difference. */
export const kinds = {
  createRevoke: {
    title: 'A create-then-revoke',
    behaviour: {},
    rotation: (url) => byHttp(aSpec(url), adminSecret),
  },
  rotateDead: {
    title: 'B rotate-dead',
    behaviour: {},
    rotation: (url) => rotating(url, { class: 'rotate_dead', replay: 'destructive' }, false),
  },
  rotateDeadRecovered: {
    title: 'B rotate-dead, with a recovery credential',
    behaviour: {},
    rotation: (url) => rotating(url, { class: 'rotate_dead', replay: 'destructive' }, true),
  },
  rotateGrace: {
    title: 'C rotate-with-grace',
    behaviour: { graceMs: ringGraceMs },
    rotation: (url) => rotating(url, { class: 'rotate_grace', replay: 'within_grace', graceMs: ringGraceMs }, false),
  },
  refreshRotating: {
    title: 'D refresh-rotating, grace 0',
    behaviour: { lifeMs: fiveHoursMs },
    rotation: (url) => refreshing(url, { rotates: true, graceSeconds: 0 }),
  },
  refreshGrace: {
    title: 'D refresh-rotating, grace 60 s',
    behaviour: { graceMs: ringGraceMs },
    rotation: (url) => refreshing(url, { rotates: true, graceSeconds: 60 }),
  },
  refreshIntrospected: {
    title: 'D refresh-rotating, introspection',
    behaviour: { lifeMs: fiveHoursMs },
    rotation: (url) => refreshing(url, { rotates: true, graceSeconds: 0, introspects: true }),
  },
  refreshStatic: {
    title: 'E refresh-static',
    behaviour: { rotates: false },
    rotation: (url) => refreshing(url, { rotates: false, graceSeconds: 0 }),
  },
  clientCredentials: {
    title: 'F client-credentials',
    behaviour: {},
    rotation: (url) => ({
      ...common,
      grant: 'client_credentials',
      tokenUrl: `${url}/token`,
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      client,
    }),
  },
  derived: {
    title: 'G derived',
    behaviour: {},
    rotation: (url) => ({
      ...common,
      grant: 'github_app',
      api: url,
      appId: '1',
      installationId: '2',
      client: at('lab/app', { privateKey: null }),
    }),
  },
} as const satisfies Readonly<Record<string, Kind>>
