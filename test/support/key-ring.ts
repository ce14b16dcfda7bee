import { randomBytes, randomUUID } from 'node:crypto'

/** A key of the stand-in. Instants are epoch milliseconds of its clock. */
export type Key = {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly refresh: string
  readonly scope: string
  readonly createdAt: number
  /** Refused until then, like by a replica that does not know it yet. */
  readonly knownAt: number
  diesAt: number
  /** Instant at which its refresh token was used up; null until then. */
  usedAt: number | null
  lastUsedAt: number | null
}

/** Lifetimes and scope of new keys, and the grace of old ones. A test changes them while the stand-in runs. */
export type KeyRules = {
  /** Milliseconds that an old credential lives on after a rotation or an exchange. */
  graceMs: number
  /** Accepts a refresh token only once. */
  rotates: boolean
  scope: string
  propagationMs: number
  /** Lifetime of a new key in milliseconds. */
  lifeMs: number
}

/** All keys of the stand-in, dead ones included. */
export type KeyRing = {
  readonly keys: readonly Key[]
  add(name: string): Key
  /** Adds a key in the place of a live one, which dies after the grace. Null for a dead one; its successor dies then. */
  rotate(old: Key): Key | null
  /** Adds a key for a refresh token. Null for an unknown or reused token; reuse ends all keys of its name. */
  refresh(token: string | null): Key | null
  isLive(key: Key): boolean
  live(): readonly Key[]
  byId(id: string | undefined): Key | undefined
  byValue(value: string): Key | undefined
  byRefresh(token: string | null): Key | undefined
}

/** Opens an empty ring. `now` is a clock in epoch milliseconds. */
export function openKeyRing(now: () => number, rules: KeyRules): KeyRing {
  const keys: Key[] = []

  function add(name: string): Key {
    const key = newKey(name, now(), rules)
    keys.push(key)
    return key
  }

  const isLive = (key: Key) => now() < key.diesAt && now() >= key.knownAt

  function rotate(old: Key): Key | null {
    if (!isLive(old)) {
      const newest = keys.at(-1)
      if (newest !== undefined) newest.diesAt = now()
      return null
    }
    old.diesAt = Math.min(old.diesAt, now() + rules.graceMs)
    return add(old.name)
  }

  const byRefresh = (token: string | null) => keys.find((key) => key.refresh === token)

  function refresh(token: string | null): Key | null {
    const old = byRefresh(token)
    if (old === undefined) return null
    if (!rules.rotates) {
      old.lastUsedAt = now()
      return add(old.name)
    }
    if (old.usedAt !== null && now() >= old.usedAt + rules.graceMs) {
      for (const key of keys.filter(({ name }) => name === old.name)) key.diesAt = now()
      return null
    }
    old.usedAt ??= now()
    return add(old.name)
  }

  return {
    keys,
    add,
    rotate,
    refresh,
    isLive,
    live: () => keys.filter((key) => now() < key.diesAt),
    byId: (id) => keys.find((key) => key.id === id),
    byValue: (value) => keys.find((key) => key.value === value),
    byRefresh,
  }
}

function newKey(name: string, createdAt: number, { scope, propagationMs, lifeMs }: KeyRules): Key {
  const value = `marked-7f3a9c-${randomBytes(12).toString('hex')}`
  return {
    id: randomUUID(),
    name,
    value,
    refresh: `${value}-refresh`,
    scope,
    createdAt,
    knownAt: createdAt + propagationMs,
    diesAt: createdAt + lifeMs,
    usedAt: null,
    lastUsedAt: null,
  }
}
