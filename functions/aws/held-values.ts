import type { SecretFailure, StoredSecret } from '../core/model/secret-value.ts'
import type { ReadOptions } from '../core/probe/attempt.ts'

/** A value is cached this long under its version. Another version from the sweep, or `fresh`, ends that at once. */
const holdMs = 600_000

type Held = { readonly stored: StoredSecret; readonly untilMs: number; readonly end: NodeJS.Timeout }

type Fetch = () => Promise<StoredSecret | SecretFailure>

/** Returns a cache of values for one container. It drops each after ten minutes, and shares one running read among checks of one secret. */
export function openHeldValues(now: () => number, heldForMs = holdMs) {
  const held = new Map<string, Held>()
  const reading = new Map<string, ReturnType<Fetch>>()

  const hold = (key: string, stored: StoredSecret) => {
    clearTimeout(held.get(key)?.end)
    // Lambda stops the timers of a container that waits. It runs them first when it goes on.
    const end = setTimeout(() => held.delete(key), heldForMs).unref()
    held.set(key, { stored, untilMs: now() + heldForMs, end })
  }

  const read = (key: string, fetch: Fetch) => {
    const underWay = reading.get(key) ?? fetch().finally(() => reading.delete(key))
    reading.set(key, underWay)
    return underWay
  }

  /** Returns a value that may still be used; `null` if it has to be read. */
  function usable(key: string, versionId: string | undefined): StoredSecret | null {
    const known = held.get(key)
    if (known === undefined || known.untilMs <= now()) return null
    return versionId === undefined || known.stored.versionId === versionId ? known.stored : null
  }

  return {
    usable,
    async read(key: string, { versionId, fresh = false }: Pick<ReadOptions, 'versionId' | 'fresh'>, fetch: Fetch) {
      const known = fresh ? null : usable(key, versionId)
      if (known !== null) return known
      const stored = await read(key, fetch)
      if (!('kind' in stored)) hold(key, stored)
      return stored
    },
  }
}
