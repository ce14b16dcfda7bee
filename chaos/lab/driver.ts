import type { Driver } from '../faults/driver.ts'
import { createIdentityDriver } from './identity-driver.ts'
import { createRotationDriver } from './rotation-driver.ts'
import type { World } from './world.ts'

/** Drives the lab's authorization server, secret store and alert path, as the operator of a sandbox would. */
export function createDriver(world: World): Driver {
  const identity = createIdentityDriver(world)
  return {
    ...identity,
    ...createRotationDriver(world, identity.registered),
    cutAlerts: async () => world.alerts.cut(),
    restoreAlerts: async () => world.alerts.restore(),
  }
}
