import { setTimeout as wait } from 'node:timers/promises'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Driver } from '../faults/driver.ts'
import type { Undo } from '../faults/fault.ts'
import type { Lease } from '../safety/lease.ts'

/** Changes of state that a fault makes at the controller's own issuer. They end with the fault's lease, whatever ended it. */
export type Changes = {
  /** Mints the token that a fault needs; `null` if it needs none that this controller can mint. */
  foreignToken(fault: ChosenFault): Promise<string | null>
  begin(fault: ChosenFault, lease: Lease): Promise<void>
  /** Undoes the change. Resolves when it is undone; may be called repeatedly. */
  end(): Promise<void>
  /** Returns true while a change is made or not yet undone. */
  isPending(): boolean
}

const leaseLookMs = 100

/** `driver` is `null` without an issuer. */
export function createChanges(driver: Driver | null): Changes {
  let undo: Promise<Undo> | null = null
  const end = async () => {
    const ending = undo
    await (await ending)?.()
    if (undo === ending) undo = null
  }
  return {
    end,
    isPending: () => undo !== null,
    foreignToken: async ({ variant: { foreign } }) =>
      driver === null || foreign === undefined ? null : driver.foreignToken(foreign),
    async begin({ variant, setting }, lease) {
      if (driver === null || variant.begin === undefined) return
      undo = variant.begin(driver, setting)
      try {
        await undo
      } catch (error) {
        undo = null
        lease.end('removed')
        throw error
      }
      void untilOver(lease).then(end)
    },
  }
}

async function untilOver(lease: Lease): Promise<void> {
  while (lease.isLive()) await wait(leaseLookMs, undefined, { ref: false })
}
