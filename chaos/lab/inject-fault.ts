import type { ChosenFault } from '../faults/catalogue.ts'
import type { Undo } from '../faults/fault.ts'
import type { Arming } from '../injectors/armed-fault.ts'
import type { Lease } from '../safety/lease.ts'
import { createDriver } from './driver.ts'
import type { World } from './world.ts'

export type FaultInjection = {
  readonly lease: Lease
  readonly seed: number
  readonly percent: number
  readonly maxInjected?: number
} & Pick<Arming, 'ramp' | 'beside'>

/** Begins a fault in a sandbox. Arms the injection first and then changes state, so that no request in between is missed. */
export async function injectFault(world: World, fault: ChosenFault, options: FaultInjection): Promise<Undo> {
  const { maxInjected = Number.POSITIVE_INFINITY, ...rest } = options
  const driver = createDriver(world)
  const { foreign, begin } = fault.variant
  const foreignToken = foreign === undefined ? null : await driver.foreignToken(foreign)
  if (foreignToken !== null) world.canaries.add(foreignToken)
  world.injection.arm({ fault, ...rest, maxInjected, foreignToken })
  const undo = await begin?.(driver, fault.setting)
  if (fault.definition.coldStart) await world.fleet.restart()
  return undo ?? (async () => undefined)
}
