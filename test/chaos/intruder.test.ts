import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { startController } from '../../chaos/controller/server.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { openService } from '../../chaos/service/subject.ts'
import { portOf } from '../../local/loopback.ts'

describe('the intruder, which calls without a valid token', { timeout: 20_000 }, () => {
  it('stops when the fault is removed, also if the controller is gone and the removal fails', async () => {
    // A server that never answers, so that only the caller can hang up.
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    await using open = new AsyncDisposableStack()
    open.defer(() => {
      server.close()
      server.closeAllConnections()
    })
    const protectedUrl = `http://127.0.0.1:${portOf(server)}`
    const point = await startController({ injection: createInjection() })
    const controller = connectController(point.url)
    const urls = { fault: protectedUrl, control: protectedUrl }
    const service = openService({ urls, instances: 1, controller, logs: [], protectedUrl })
    open.defer(() => service.close())
    const called = once(server, 'request')
    const fault = chooseFault({ fault: 'rate.limited', variant: 'seconds' })
    await service.inject({ fault, leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 1 })
    const [, waiting] = await called
    const hungUp = once(waiting, 'close')
    await point.close()
    await assert.rejects(async () => service.remove())
    await hungUp
  })
})
