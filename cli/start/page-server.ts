import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { statusFragment, statusPage } from '../../functions/page/status-page.ts'
import type { StatusView } from '../../functions/page/status-view.ts'

/** A status page on loopback that redraws itself. */
export type PageServer = { readonly url: string; changed(): void; close(): Promise<void> }

/** Serves `view` on a free port of 127.0.0.1; `changed` sends it again to everybody who looks. */
export async function startPageServer(view: () => StatusView): Promise<PageServer> {
  const watching = new Set<() => void>()
  const app = new Hono()
  app.get('/', (context) => {
    const nonce = randomBytes(16).toString('base64')
    context.header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    context.header('x-content-type-options', 'nosniff')
    return context.html(statusPage(view(), nonce))
  })
  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      while (!stream.aborted && !stream.closed) {
        await stream.writeSSE({ event: 'status', data: String(await statusFragment(view())) })
        await nextChange(watching, (wake) => stream.onAbort(wake))
      }
    }),
  )
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port))
  return {
    url: `http://127.0.0.1:${await promise}/`,
    changed() {
      for (const wake of [...watching]) wake()
    },
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function nextChange(watching: Set<() => void>, onAbort: (wake: () => void) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  watching.add(resolve)
  onAbort(resolve)
  return promise.finally(() => watching.delete(resolve))
}
