import type { Key, KeyRing, KeyRules } from './key-ring.ts'

/** Token of the administrator, who may list, create and delete keys. */
export const admin = 'marked-7f3a9c-admin'

/** A request to the stand-in. `token` is its bearer token, empty without one. */
export type KeyRequest = {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body: string
}

export type Reply = readonly [status: number, json: object]

/** The keys of the stand-in and their rules. `now` is a clock in epoch milliseconds. */
export type KeyRoutes = { readonly ring: KeyRing; readonly rules: KeyRules; now(): number }

/** Answers a request to any path of the stand-in. */
export function answerKeyRequest(request: KeyRequest, routes: KeyRoutes): Reply {
  const { ring, rules, now } = routes
  const { path, token, body } = request
  if (path === '/me') return me(ring.byValue(token), routes)
  if (path === '/token') return exchange(new URLSearchParams(body), routes)
  if (path === '/introspect') {
    const asked = ring.byRefresh(new URLSearchParams(body).get('token'))
    return [200, { active: asked !== undefined && asked.usedAt === null }]
  }
  if (path.startsWith('/app/'))
    return [201, { token: ring.add('minted').value, expires_at: new Date(now() + rules.lifeMs).toISOString() }]
  if (path === '/rotate') return rotateItself(ring.byValue(token), ring)
  if (path === '/') return [200, {}]
  return token === admin ? administer(request, routes) : [403, {}]
}

function me(key: Key | undefined, { ring, now }: KeyRoutes): Reply {
  if (key === undefined || !ring.isLive(key)) return [401, {}]
  key.lastUsedAt = now()
  return [200, { login: 'bot', scope: key.scope }]
}

function rotateItself(old: Key | undefined, ring: KeyRing): Reply {
  if (old === undefined) return [401, {}]
  const next = ring.rotate(old)
  return next === null ? [401, { error: 'dead' }] : [200, issued(next)]
}

function exchange(form: URLSearchParams, { ring, rules, now }: KeyRoutes): Reply {
  const tokenOf = (key: Key) => ({
    access_token: key.value,
    token_type: 'bearer',
    expires_in: Math.floor((key.diesAt - now()) / 1_000),
  })
  if (form.get('grant_type') === 'client_credentials') return [200, tokenOf(ring.add('minted'))]
  const next = ring.refresh(form.get('refresh_token'))
  if (next === null) return [400, { error: 'invalid_grant' }]
  return [200, rules.rotates ? { ...tokenOf(next), refresh_token: next.refresh } : tokenOf(next)]
}

/** Serves the administrator: rotates a key by its id at once, creates, deletes and lists keys. */
function administer({ method, path, body }: KeyRequest, { ring, now }: KeyRoutes): Reply {
  const [, root, id, verb] = path.split('/')
  if (root === 'keys' && verb === 'rotate') {
    const key = ring.byId(id)
    if (key === undefined) return [404, {}]
    key.diesAt = now()
    return [200, issued(ring.add(key.name))]
  }
  if (method === 'POST') return [201, issued(ring.add(String(JSON.parse(body).name)))]
  if (method === 'DELETE') {
    const key = ring.byId(id)
    if (key === undefined || now() >= key.diesAt) return [404, {}]
    key.diesAt = now()
    return [204, {}]
  }
  return [200, { keys: ring.live().map(listed) }]
}

const issued = (key: Key) => ({ id: key.id, value: key.value, expires_at: Math.floor(key.diesAt / 1_000) })

const listed = ({ id, name, createdAt, lastUsedAt }: Key) => ({
  id,
  name,
  created_at: createdAt,
  last_used_at: lastUsedAt,
})
