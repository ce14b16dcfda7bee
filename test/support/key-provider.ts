import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'

/** A key of the stand-in. Instants are epoch milliseconds of its clock. */
export type Key = {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly refresh: string
  readonly scope: string
  readonly createdAt: number
  /** Refused until then, like by a replica that does not know it yet. */
  readonly knownAt: number
  diesAt: number
  /** Instant at which its refresh token was used up; null until then. */
  usedAt: number | null
  lastUsedAt: number | null
}

/** Behaviour of the stand-in. A test changes it while it runs. */
export type KeyProviderBehaviour = {
  /** Milliseconds that an old credential lives on after a rotation or an exchange. */
  graceMs: number
  /** Accepts a refresh token only once. */
  rotates: boolean
  scope: string
  propagationMs: number
  /** Lifetime of a new key in milliseconds. */
  lifeMs: number
  /** Calls whose answer is lost, by the beginning of `METHOD path`: they take effect, and the connection breaks. */
  lose: string[]
  /** Calls that fail with 500 before they take effect. */
  fail: string[]
}

/** A provider over a socket, with every way to rotate a credential, and with keys of other people. */
export type KeyProvider = {
  readonly url: string
  readonly behaviour: KeyProviderBehaviour
  readonly keys: readonly Key[]
  /** Every call, as `METHOD path`, in order. */
  readonly calls: readonly string[]
  /** Makes a key by hand. */
  add(name: string): Key
  works(value: string): boolean
  live(): readonly Key[]
  close(): Promise<void>
}

/** Token of the administrator, who may list, create and delete keys. */
export const admin = 'marked-7f3a9c-admin'

export async function startKeyProvider(
  now: () => number,
  given: Partial<KeyProviderBehaviour> = {},
): Promise<KeyProvider> {
  const behaviour: KeyProviderBehaviour = {
    ...{
      graceMs: 0,
      rotates: true,
      scope: 'read write',
      propagationMs: 0,
      lifeMs: 30 * 86_400_000,
      lose: [],
      fail: [],
    },
    ...given,
  }
  const keys: Key[] = []
  const calls: string[] = []

  function add(name: string): Key {
    const value = `marked-7f3a9c-${randomBytes(12).toString('hex')}`
    const key: Key = {
      id: randomUUID(),
      name,
      value,
      refresh: `${value}-refresh`,
      scope: behaviour.scope,
      createdAt: now(),
      knownAt: now() + behaviour.propagationMs,
      diesAt: now() + behaviour.lifeMs,
      usedAt: null,
      lastUsedAt: null,
    }
    keys.push(key)
    return key
  }

  const isLive = (key: Key) => now() < key.diesAt && now() >= key.knownAt
  const byValue = (value: string) => keys.find((key) => key.value === value)
  const issued = (key: Key) => ({ id: key.id, value: key.value, expires_at: Math.floor(key.diesAt / 1_000) })

  /** The old one dies now or after the grace. A dead one that is rotated once more ends what it was rotated into. */
  function rotate(old: Key): Reply {
    if (!isLive(old)) {
      const newest = keys.at(-1)
      if (newest !== undefined) newest.diesAt = now()
      return [401, { error: 'dead' }]
    }
    old.diesAt = Math.min(old.diesAt, now() + behaviour.graceMs)
    return [200, issued(add(old.name))]
  }

  function exchange(form: URLSearchParams): Reply {
    if (form.get('grant_type') === 'client_credentials') return [200, tokenOf(add('minted'), false)]
    const old = keys.find((key) => key.refresh === form.get('refresh_token'))
    if (old === undefined) return [400, { error: 'invalid_grant' }]
    if (!behaviour.rotates) {
      old.lastUsedAt = now()
      return [200, tokenOf(add(old.name), false)]
    }
    if (old.usedAt !== null && now() >= old.usedAt + behaviour.graceMs) {
      // Reuse: the whole family is revoked.
      for (const key of keys.filter(({ name }) => name === old.name)) key.diesAt = now()
      return [400, { error: 'invalid_grant' }]
    }
    old.usedAt ??= now()
    return [200, tokenOf(add(old.name), true)]
  }

  function tokenOf(key: Key, withRefresh: boolean): object {
    const base = { access_token: key.value, token_type: 'bearer', expires_in: Math.floor((key.diesAt - now()) / 1_000) }
    return withRefresh ? { ...base, refresh_token: key.refresh } : base
  }

  function answer(method: string, path: string, token: string, body: string): Reply {
    const [, root, id, verb] = path.split('/')
    if (path === '/me') return me(byValue(token))
    if (path === '/token') return exchange(new URLSearchParams(body))
    if (path === '/introspect') {
      const asked = keys.find((key) => key.refresh === new URLSearchParams(body).get('token'))
      return [200, { active: asked !== undefined && asked.usedAt === null }]
    }
    if (root === 'app')
      return [201, { token: add('minted').value, expires_at: new Date(now() + behaviour.lifeMs).toISOString() }]
    if (path === '/rotate') {
      const old = byValue(token)
      return old === undefined ? [401, {}] : rotate(old)
    }
    if (path === '/') return [200, {}]
    if (token !== admin) return [403, {}]
    if (root === 'keys' && verb === 'rotate') {
      const key = keys.find((one) => one.id === id)
      if (key === undefined) return [404, {}]
      key.diesAt = now()
      return [200, issued(add(key.name))]
    }
    if (method === 'POST') return [201, issued(add(String(JSON.parse(body).name)))]
    if (method === 'DELETE') {
      const key = keys.find((one) => one.id === id && now() < one.diesAt)
      if (key === undefined) return [404, {}]
      key.diesAt = now()
      return [204, {}]
    }
    return [200, { keys: keys.filter((key) => now() < key.diesAt).map(listed) }]
  }

  const listed = ({ id, name, createdAt, lastUsedAt }: Key) => ({
    id,
    name,
    created_at: createdAt,
    last_used_at: lastUsedAt,
  })

  function me(key: Key | undefined): Reply {
    if (key === undefined || !isLive(key)) return [401, {}]
    key.lastUsedAt = now()
    return [200, { login: 'bot', scope: key.scope }]
  }

  function take(list: string[], call: string): boolean {
    const at = list.findIndex((one) => call.startsWith(one))
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://stand-in').pathname
    const call = `${request.method} ${path}`
    calls.push(call)
    const body = Buffer.concat(await request.toArray()).toString()
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const [status, json]: Reply = take(behaviour.fail, call)
      ? [500, {}]
      : answer(request.method ?? '', path, token, body)
    if (take(behaviour.lose, call)) return void request.socket.resetAndDestroy()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(status === 204 || request.method === 'HEAD' ? undefined : JSON.stringify(json))
  }

  const server = createServer((request, response) => void serve(request, response))
  const url = await listenOnLoopback(server)
  return {
    url,
    behaviour,
    keys,
    calls,
    add,
    works: (value) => keys.some((key) => key.value === value && isLive(key)),
    live: () => keys.filter((key) => now() < key.diesAt),
    close: () => closeServer(server),
  }
}

type Reply = readonly [status: number, json: object]
