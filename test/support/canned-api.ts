import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'

/** A request as it came over the wire. */
export type SeenRequest = {
  readonly call: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** An API that answers `METHOD path?query` from a table, and records its requests. */
export type CannedApi = { readonly url: string; readonly seen: readonly SeenRequest[]; close(): Promise<void> }

export async function startCannedApi(answers: Readonly<Record<string, unknown>>): Promise<CannedApi> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const call = `${request.method} ${request.url}`
    seen.push({ call, headers: request.headers, body: Buffer.concat(await request.toArray()).toString() })
    const found = Object.entries(answers).find(([known]) => known === call)?.[1]
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? {}))
  })
  return { url: await listenOnLoopback(server), seen, close: () => closeServer(server) }
}
