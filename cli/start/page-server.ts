import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { statusFragment, statusPage } from '../../functions/status-page/status-page.ts'
import type { StatusView } from '../../functions/status-page/status-view.ts'

/** A status page on loopback that redraws itself. */
export type PageServer = { readonly url: string; changed(): void; close(): Promise<void> }

/**
 * Serves `view` on a free port of 127.0.0.1. `changed` sends it again to every open page. Refuses requests for another host, because they
 * come from a web page whose name was pointed at this address (DNS rebinding).
 */
export async function startPageServer(view: () => StatusView): Promise<PageServer> {
  const watching = new Set<() => void>()
  const hosts = new Set<string>()
  const app = new Hono()
  app.use(async (context, next) =>
    hosts.has(context.req.header('host') ?? '')
      ? next()
      : context.text('This server only answers for 127.0.0.1 and localhost', 421),
  )
  app.get('/', (context) => {
    const nonce = randomBytes(16).toString('base64')
    context.header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    context.header('x-content-type-options', 'nosniff')
    return context.html(statusPage(view(), nonce))
  })
  app.get('/events', (context) => streamSSE(context, (stream) => streamView(stream, view, watching)))
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port))
  const port = await promise
  for (const name of ['127.0.0.1', 'localhost']) hosts.add(`${name}:${port}`)
  return {
    url: `http://127.0.0.1:${port}/`,
    changed() {
      for (const wake of [...watching]) wake()
    },
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Sends the view now and after each change, until the reader leaves. */
async function streamView(stream: SSEStreamingApi, view: () => StatusView, watching: Set<() => void>): Promise<void> {
  let wake = () => {}
  const look = () => wake()
  watching.add(look)
  stream.onAbort(look)
  while (!stream.aborted && !stream.closed) {
    // Waiting begins before the write, so that a change during it is not missed.
    const { promise: changed, resolve } = Promise.withResolvers<void>()
    wake = resolve
    await stream.writeSSE({ event: 'status', data: String(await statusFragment(view())) })
    await changed
  }
  watching.delete(look)
}
