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

describe('whoever knocks without a good token', { timeout: 20_000 }, () => {
  it('goes away with the fault, also when the controller is gone and cannot say that it has ended', async () => {
    // A door that leaves everybody waiting: only who knocks can hang up.
    const door = createServer()
    await once(door.listen(0, '127.0.0.1'), 'listening')
    await using open = new AsyncDisposableStack()
    open.defer(() => {
      door.close()
      door.closeAllConnections()
    })
    const protectedUrl = `http://127.0.0.1:${portOf(door)}`
    const point = await startController({ injection: createInjection() })
    const controller = connectController(point.url)
    const urls = { fault: protectedUrl, control: protectedUrl }
    const service = openService({ urls, instances: 1, controller, logs: [], protectedUrl })
    open.defer(() => service.close())
    const knocked = once(door, 'request')
    const fault = chooseFault({ fault: 'rate.limited', variant: 'seconds' })
    await service.inject({ fault, leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 1 })
    const [, waiting] = await knocked
    const hungUp = once(waiting, 'close')
    await point.close()
    await assert.rejects(async () => service.remove())
    await hungUp
  })
})
