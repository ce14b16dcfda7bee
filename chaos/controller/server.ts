import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { portOf } from '../../local/loopback.ts'
import type { InjectionPoint } from '../injectors/injection.ts'
import { silenceSeconds } from '../safety/lease.ts'
import { createIntruderControl } from './intruder-control.ts'
import { type ControllerState, routes } from './routes.ts'

export type ControllerOptions = Pick<ControllerState, 'injection'> &
  Partial<Omit<ControllerState, 'intruder'>> & {
    /** 0 takes a free port. */
    readonly port?: number
    /** URL of the injection point in front of the API, which is asked without a token before a fault. */
    readonly apiUrl?: string | null
  }

/**
 * Starts the controller of the injection points, on loopback only. It runs apart from the runner of the experiments. When a runner
 * dies, traffic goes on, and each fault ends with its lease.
 */
export async function startController({
  port = 0,
  apiUrl = null,
  ...options
}: ControllerOptions): Promise<InjectionPoint> {
  const intruder = createIntruderControl(options.injection, apiUrl)
  const state = {
    controlToken: null,
    silence: silenceSeconds,
    planes: ['api'] as const,
    driver: null,
    environment: null,
    changeable: [],
    secrets: () => [],
  }
  const server = createServer(getRequestListener(routes({ ...state, ...options, intruder }).fetch))
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, intruder.stop()])
    },
  }
}
