/**
 * An API with a token endpoint, to try experiments on: `PORT=4000 node examples/services/api.ts`. `POST /token` grants a token to any client
 * that sends a secret, and `GET /invoices` needs one.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const tokens = new Set<string>()

const server = createServer((request, response) => {
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  request.resume()
  if (request.method === 'POST' && request.url === '/token') {
    if (scheme !== 'Basic' || credentials === '') return answer(401, { error: 'invalid_client' })
    const token = randomUUID()
    tokens.add(token)
    return answer(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 })
  }
  if (request.url !== '/invoices') return answer(404, { error: 'not_found' })
  if (scheme !== 'Bearer' || !tokens.has(credentials)) return answer(401, { error: 'invalid_token' })
  return answer(200, { invoices: [{ id: 'inv-1' }] })
})
server.listen(Number(process.env['PORT'] ?? 4_000), '127.0.0.1')
