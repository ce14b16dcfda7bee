import { once } from 'node:events'
import { createServer, request as forward } from 'node:http'
import { portOf } from '../../local/loopback.ts'

/** A counter between a service and the tool's injection point. It shares no code with the tool, and forwards everything. */
export type Counter = {
  readonly url: string
  readonly seen: readonly {
    readonly atMs: number
    readonly status: number
    readonly authorization: string | undefined
    /** True for a request that the tool says it sent itself. */
    readonly byTool: boolean
  }[]
  close(): Promise<void>
}

export async function startCounter(upstream: string): Promise<Counter> {
  const seen: { atMs: number; status: number; authorization: string | undefined; byTool: boolean }[] = []
  const { hostname, port } = new URL(upstream)
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming
    const byTool = headers['user-agent']?.startsWith('tokenwatch-chaos') === true
    const entry = { atMs: performance.now(), status: 0, authorization: headers.authorization, byTool }
    seen.push(entry)
    const outgoing = forward({ hostname, port, method, path: url, headers }, (answer) => {
      entry.status = answer.statusCode ?? 0
      response.writeHead(entry.status, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    seen,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
