import { request } from 'undici'
import type { Driver } from '../faults/driver.ts'
import { createIdentityDriver } from './identity-driver.ts'
import { createRotationDriver } from './rotation-driver.ts'
import type { World } from './world.ts'

/** Drives the lab's authorization server, secret store and alert path, as the operator of a sandbox would. */
export function createDriver(world: World): Driver {
  const { oauth, service, api, store, canaries } = world
  const identity = createIdentityDriver({
    oauth,
    service,
    async showToken(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` }
      await (await request(`${api.url}/me`, { headers })).body.dump()
    },
  })
  return {
    ...identity,
    ...createRotationDriver(
      { oauth, store, service, sawSecret: (secret) => canaries.add(secret) },
      identity.registered,
    ),
    cutAlerts: async () => world.alerts.cut(),
    restoreAlerts: async () => world.alerts.restore(),
  }
}
