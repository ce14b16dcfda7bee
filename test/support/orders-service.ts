import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Client, ClientModule, ClientSettings } from '../../chaos/lab/client.ts'
import { portOf } from '../../local/loopback.ts'

/** A service under test: an HTTP server that uses one of the example clients, with its own log. */
export type OrdersService = { readonly url: string; close(): Promise<void> }

export type OrdersServiceOptions = Pick<ClientSettings, 'api' | 'tokenUrl' | 'secretsManager' | 'secretId'> & {
  readonly client: ClientModule
  /** File of the log; null without a log. */
  readonly logFile: string | null
}

export async function startOrdersService({
  client,
  logFile,
  ...settings
}: OrdersServiceOptions): Promise<OrdersService> {
  const log = (line: string) => void (logFile === null ? null : appendFile(logFile, `${line}\n`))
  const orders: Client = client.createClient({
    ...settings,
    instance: 'orders-1',
    log,
    alert: async (line) => log(line),
  })
  const server = await serving(async () => {
    const outcome = await orders.call('read', 'order-1')
    return outcome.kind === 'failed' ? { status: 503, error: outcome.error } : { status: 200, error: null }
  })
  return {
    url: server.url,
    async close() {
      await server.close()
      await orders.close()
    },
  }
}

/** A door in front of a service: a login gives a cookie and a token, and every other request needs both. */
export async function startDoor(
  service: OrdersService,
  password: string,
): Promise<OrdersService & { logins(): number }> {
  let logins = 0
  const server = createServer(async (asked, response) => {
    const { method, url, headers } = asked
    const json = { 'content-type': 'application/json' }
    if (method === 'POST' && url === '/login') {
      let text = ''
      for await (const chunk of asked) text += chunk
      const isGood = text === JSON.stringify({ user: 'acme', password })
      logins += 1
      response.writeHead(isGood ? 200 : 403, isGood ? { ...json, 'set-cookie': 'seat=4; Path=/; HttpOnly' } : json)
      response.end(JSON.stringify(isGood ? { session: { token: 'token-of-a-session' } } : { error: 'wrong_password' }))
      return
    }
    const isIn = headers.cookie === 'seat=4' && headers.authorization === 'Bearer token-of-a-session'
    const behind = isIn && method === 'PUT' && url === '/orders/7' ? await fetch(service.url) : null
    response.writeHead(behind?.status ?? 401, json).end(behind === null ? '{"error":"log_in"}' : await behind.text())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    logins: () => logins,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Starts a server that answers every request with a status and the name of an error. */
export async function serving(
  answer: () => Promise<{ readonly status: number; readonly error: string | null }>,
): Promise<OrdersService> {
  const server = createServer(async (_request, response) => {
    const { status, error } = await answer()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
