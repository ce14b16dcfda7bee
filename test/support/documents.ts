import { once } from 'node:events'
import { createServer } from 'node:http'
import { portOf } from '../../local/loopback.ts'

type ServedDocument = { readonly body: string | Uint8Array; readonly headers: Readonly<Record<string, string>> }

/** Serves JSON documents by their path, which may name the server's own URL. */
export async function serveDocuments(
  documents: (url: string) => Readonly<Record<string, ServedDocument>>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(({ url: path = '/' }, response) => {
    const found = documents(url)[path]
    if (found === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'application/json', ...found.headers }).end(found.body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${portOf(server)}`
  return {
    url,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
