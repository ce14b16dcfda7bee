import { once } from 'node:events'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { portOf } from '../../local/loopback.ts'
import { demandLoopback } from '../controller/guard.ts'
import { otlpTypes, type SeenSpan, spansIn } from './otlp.ts'

/** Larger than what an exporter sends at once (512 spans by default). */
const maxExportBytes = 4_194_304
const maxUnpackedBytes = 16_777_216

/** A receiver of OTLP over HTTP, on loopback only. */
export type TraceReceiver = { readonly url: string; close(): Promise<void> }

/** Starts the receiver. 0 takes a free port. Rejects if the port is in use. */
export async function startTraceReceiver(
  port: number,
  received: (spans: readonly SeenSpan[]) => void,
): Promise<TraceReceiver> {
  const app = new Hono()
  app.use(demandLoopback)
  app.use(bodyLimit({ maxSize: maxExportBytes, onError: (context) => context.json({ message: 'too large' }, 413) }))
  app.post('/v1/traces', async (context) => {
    const type = otlpTypes.find((one) => context.req.header('content-type')?.startsWith(one) === true)
    if (type === undefined) return context.json({ message: `expected ${otlpTypes.join(' or ')}` }, 415)
    const body = await bodyOf(context)
    const spans = body === null ? null : spansIn(body, type)
    if (spans === null) return context.json({ message: 'this is no export request' }, 400)
    received(spans)
    // An empty message stands for a whole success in both encodings.
    const empty = type === 'application/json' ? '{}' : ''
    return context.body(empty, 200, { 'content-type': type })
  })
  const server = createServer(getRequestListener(app.fetch))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const unpacked = promisify(gunzip)

/** Returns `null` for a body that cannot be unpacked, or that becomes too large. */
async function bodyOf({ req }: Context): Promise<Buffer | null> {
  const body = Buffer.from(await req.arrayBuffer())
  if (req.header('content-encoding') !== 'gzip') return body
  return unpacked(body, { maxOutputLength: maxUnpackedBytes }).catch(() => null)
}
