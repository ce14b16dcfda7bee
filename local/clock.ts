/**
 * Loaded first (`--import`), this replaces the global `Date` by one whose present can be moved; timers, parsing and
 * every date that is given in full stay as they are. It lets a process live in a later year without a switch in its code.
 */
const SystemDate = Date
const systemNow = Date.now

let offsetMs = 0

/** Moves the present to the system's time plus the offset; the last call counts. */
export function shiftClock(newOffsetMs: number): void {
  offsetMs = newOffsetMs
}

/** How far the present stands from the system's time. */
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
