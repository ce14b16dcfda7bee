import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { startController } from '../../chaos/controller/server.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { openService } from '../../chaos/service/subject.ts'
import { portOf } from '../../local/loopback.ts'

describe('the intruder, which calls without a valid token', { timeout: 40_000 }, () => {
  it('stop when the controller is gone, though the removal fails', async () => {
    // A server that never answers a token, so that only the caller can hang up.
    const arrived = Promise.withResolvers<IncomingMessage>()
    const server = createServer((request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(401).end()
      else arrived.resolve(request)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    await using open = new AsyncDisposableStack()
    open.defer(() => {
      server.close()
      server.closeAllConnections()
    })
    const protectedUrl = `http://127.0.0.1:${portOf(server)}`
    const point = open.adopt(await startController({ injection: createInjection() }), (one) => one.close())
    const controller = connectController(point.url)
    const urls = { fault: protectedUrl, control: protectedUrl }
    const service = openService({ urls, instances: 1, controller, logs: [], protectedUrl })
    open.defer(() => service.close())
    const fault = chooseFault({ fault: 'rate.limited', variant: 'seconds' })
    await service.inject({ fault, leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 1 })
    const waiting = await arrived.promise
    const hungUp = once(waiting.socket, 'close')
    await point.close()
    await assert.rejects(async () => service.remove())
    await hungUp
  })
})
