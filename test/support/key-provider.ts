import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { type Key, type KeyRules, openKeyRing } from './key-ring.ts'
import { answerKeyRequest, type KeyRequest, type Reply } from './key-routes.ts'

/** Behaviour of the stand-in. A test changes it while it runs. */
export type KeyProviderBehaviour = KeyRules & {
  /** Calls whose answer is lost, by the beginning of `METHOD path`: they take effect, and the connection breaks. */
  lose: string[]
  /** Calls that fail with 500 before they take effect. */
  fail: string[]
  /** Breaks the connection of a call before it takes effect, or after, or answers in its place; null to serve it. */
  cut: ((call: string) => 'before' | 'after' | Reply | null) | null
  /** Changes the answer to a call that has taken effect. */
  twist: ((call: string, reply: Reply) => Reply) | null
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

export async function startKeyProvider(
  now: () => number,
  given: Partial<KeyProviderBehaviour> = {},
): Promise<KeyProvider> {
  const behaviour: KeyProviderBehaviour = { ...usualBehaviour(), ...given }
  const ring = openKeyRing(now, behaviour)
  const calls: string[] = []

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, path } = headOf(incoming)
    const call = `${method} ${path}`
    const cut = behaviour.cut?.(call) ?? null
    if (cut === 'before') return void incoming.socket.resetAndDestroy()
    calls.push(call)
    const request: KeyRequest = {
      method,
      path,
      token: incoming.headers.authorization?.replace(/^Bearer /, '') ?? '',
      body: Buffer.concat(await incoming.toArray()).toString(),
    }
    const instead: Reply | null =
      cut !== null && typeof cut === 'object' ? cut : takeFirst(behaviour.fail, call) ? [500, {}] : null
    const reply = instead ?? answerKeyRequest(request, { ring, rules: behaviour, now })
    const [status, json] = behaviour.twist?.(call, reply) ?? reply
    if (cut === 'after' || takeFirst(behaviour.lose, call)) return void incoming.socket.resetAndDestroy()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(status === 204 || method === 'HEAD' ? undefined : JSON.stringify(json))
  }

  const server = createServer((request, response) => void serve(request, response))
  const url = await listenOnLoopback(server)
  return {
    url,
    behaviour,
    keys: ring.keys,
    calls,
    add: ring.add,
    works: (value) => ring.keys.some((key) => key.value === value && ring.isLive(key)),
    live: ring.live,
    close: () => closeServer(server),
  }
}

const usualBehaviour = (): KeyProviderBehaviour => ({
  graceMs: 0,
  rotates: true,
  scope: 'read write',
  propagationMs: 0,
  lifeMs: 30 * 86_400_000,
  lose: [],
  fail: [],
  cut: null,
  twist: null,
})

const headOf = ({ method = '', url = '/' }: IncomingMessage) => ({
  method,
  path: new URL(url, 'http://stand-in').pathname,
})

/** Removes the first entry with which the call begins. Returns true if there is one. */
function takeFirst(list: string[], call: string): boolean {
  const at = list.findIndex((one) => call.startsWith(one))
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}
