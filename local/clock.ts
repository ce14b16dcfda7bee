/**
 * Replaces the global `Date` by one whose present can be shifted (load it with `--import`). Timers, parsing and full dates stay
 * as they are. A process can so run in a later year without a switch in its code.
 */
const SystemDate = Date
const systemNow = Date.now

let offsetMs = 0

/** Sets the present to the system's time plus the offset. The last call counts. */
export function shiftClock(newOffsetMs: number): void {
  offsetMs = newOffsetMs
}

/** Returns the offset of the present from the system's time, in milliseconds. */
export function clockOffsetMs(): number {
  return offsetMs
}

function shiftedNow(): number {
  return systemNow() + offsetMs
}

const ShiftedDate = new Proxy(SystemDate, {
  construct(target, given, newTarget) {
    return Reflect.construct(target, given.length === 0 ? [shiftedNow()] : given, newTarget)
  },
  apply() {
    return new SystemDate(shiftedNow()).toString()
  },
  get(target, property, receiver) {
    return property === 'now' ? shiftedNow : Reflect.get(target, property, receiver)
  },
})

globalThis.Date = ShiftedDate
// Libraries clone a date with `new date.constructor()`.
SystemDate.prototype.constructor = ShiftedDate
