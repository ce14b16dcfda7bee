/** Source of a service that answers like its API. Its log names the cause. With an interceptor, its own agent follows the orders in a file. */
export const inProcessService = `
import { createServer } from 'node:http'
import { appendFileSync } from 'node:fs'
import { Agent, fetch } from 'undici'
const { PORT, API_URL, LOG, ORDERS, AT, RETRIES = '0' } = process.env
let dispatcher
if (AT === 'interceptor') {
  const { createInjection, followOrders, tokenChaos } = await import(process.env.CHAOS)
  const injection = createInjection()
  followOrders(injection, ORDERS)
  dispatcher = new Agent().compose(tokenChaos({ injection, origins: { api: [API_URL] } }))
}
createServer(async (_request, response) => {
  const options = { headers: { authorization: 'Bearer one-token-of-many' }, ...(dispatcher ? { dispatcher } : {}) }
  const send = () => (dispatcher ? fetch : globalThis.fetch)(API_URL, options)
  let answer = await send()
  for (let left = Number(RETRIES); left > 0 && !answer.ok; left -= 1) answer = await send()
  if (!answer.ok) appendFileSync(LOG, 'cause=credential_rejected\\n')
  response.writeHead(answer.status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer.ok ? {} : { error: 'credential_rejected' }))
}).listen(Number(PORT), '127.0.0.1')
`
