import { setTimeout as wait } from 'node:timers/promises'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Driver } from '../faults/driver.ts'
import type { Undo } from '../faults/fault.ts'
import type { Lease } from '../safety/lease.ts'

/** Changes of state that faults make at the controller's own issuer. Each ends with its fault's lease, whatever ended it. */
export type Changes = {
  /** Mints the token that a fault needs; `null` if it needs none that this controller can mint. */
  foreignToken(fault: ChosenFault): Promise<string | null>
  begin(fault: ChosenFault, lease: Lease): Promise<void>
  /** Undoes the changes of leases that are over, the latest first. Resolves when they are undone; may be called repeatedly. */
  settle(): Promise<void>
  /** Returns true while a change is made or not yet undone. */
  isPending(): boolean
}

type Change = { readonly lease: Lease; readonly undo: Promise<Undo> }

const leaseLookMs = 100

/** `driver` is `null` without an issuer. */
export function createChanges(driver: Driver | null): Changes {
  let made: readonly Change[] = []
  const forget = (change: Change) => {
    made = made.filter((one) => one !== change)
  }
  let settling = Promise.resolve()
  const undoOver = async () => {
    // An earlier change waits for a later one that is still on: undoing it first would be undone by the other.
    for (let last = made.at(-1); last !== undefined && !last.lease.isLive(); last = made.at(-1)) {
      await (await last.undo)()
      forget(last)
    }
  }
  const settle = () => {
    settling = settling.catch(() => undefined).then(undoOver)
    return settling
  }
  return {
    settle,
    isPending: () => made.length > 0,
    foreignToken: async ({ variant: { foreign } }) =>
      driver === null || foreign === undefined ? null : driver.foreignToken(foreign),
    async begin({ variant, setting }, lease) {
      if (driver === null || variant.begin === undefined) return
      const change = { lease, undo: variant.begin(driver, setting) }
      made = [...made, change]
      try {
        await change.undo
      } catch (error) {
        forget(change)
        lease.end('removed')
        throw error
      }
      void untilOver(lease).then(settle)
    },
  }
}

async function untilOver(lease: Lease): Promise<void> {
  while (lease.isLive()) await wait(leaseLookMs, undefined, { ref: false })
}
