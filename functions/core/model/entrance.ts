/**
 * Ways into the functions. Each kind of caller has an alias of its own, and may invoke only that: IAM does not see what an event asks for.
 * A function refuses an event that comes through another entrance.
 */
export const entrances = {
  /** `queue` for batches and tasks, `gate` for pipelines, `operator` for people. Nobody may invoke `probe` without an alias. */
  probe: ['queue', 'gate', 'operator'],
  /** `operator` for orders about rotations. Schedules and EventBridge name no alias. */
  tick: ['operator'],
  /** `operator` for dry runs and rehearsals. Secrets Manager, schedules and EventBridge name no alias. */
  rotate: ['operator'],
} as const

/** Alias of a function; `own` for the function itself. */
export type Entrance = (typeof entrances)[keyof typeof entrances][number] | 'own'

/** Returns the aliases of a function by its name; none for a function that is only invoked by itself. */
export function entrancesOf(name: string): readonly string[] {
  const aliases: Readonly<Record<string, readonly string[]>> = entrances
  return aliases[name] ?? []
}

/** Thrown for an event that may not come through the entrance that the caller used. */
export class EntranceRefused extends Error {
  override readonly name = 'EntranceRefused'

  constructor(entrance: string) {
    super(`this function does not take such an event through ${entrance}: deploy again, or use the same version`)
  }
}

/** Throws unless an event came through one of its entrances. `entrance` is what `entranceOf` read. */
export function requireEntrance(entrance: string, ...wanted: readonly Entrance[]): void {
  if (!wanted.some((one) => one === entrance)) throw new EntranceRefused(entrance)
}

/** Reads the entrance from the ARN that was invoked. */
export function entranceOf(invokedFunctionArn: string): string {
  return invokedFunctionArn.split(':')[7] ?? 'own'
}
