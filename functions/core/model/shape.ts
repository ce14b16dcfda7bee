import { isCheckKey } from './check-key.ts'

/** Returns true for a value of its type, as JSON has it. */
export type Guard<T> = (value: unknown) => value is T

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** The largest number that counts anything here. Beyond 2^53 a number and its successor are the same, so that nothing follows it. */
const mostCounted = 2 ** 52

/** Returns true for a whole number to which one can be added again and again. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= mostCounted

/** The last instant that a date can be, in milliseconds (ECMA-262, time values). */
const lastInstantMs = 8_640_000_000_000_000

/** Returns true for epoch milliseconds or seconds that a date can show. */
export const isInstant = (value: unknown): value is number => isNumber(value) && Math.abs(value) <= lastInstantMs

export const isKeyOfCheck = isCheckKey

export const wordOf =
  <const T extends string>(...words: readonly T[]): Guard<T> =>
  (value): value is T =>
    words.some((word) => word === value)

export const exactly =
  <const T extends boolean | null>(wanted: T): Guard<T> =>
  (value): value is T =>
    value === wanted

/** Accepts the values of any of several guards. */
export const anyOf =
  <T>(...guards: readonly Guard<T>[]): Guard<T> =>
  (value): value is T =>
    guards.some((guard) => guard(value))

export const orNull =
  <T>(guard: Guard<T>): Guard<T | null> =>
  (value): value is T | null =>
    value === null || guard(value)

/** Accepts a field that may be absent. */
export const orAbsent =
  <T>(guard: Guard<T>): Guard<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || guard(value)

export const listOf =
  <T>(guard: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(guard)

/** Accepts an object with any names. */
export const recordOf =
  <K extends string, T>(name: Guard<K>, guard: Guard<T>): Guard<Readonly<Record<K, T>>> =>
  (value): value is Readonly<Record<K, T>> =>
    isObject(value) && Object.entries(value).every(([key, one]) => name(key) && guard(one))

/** Accepts an object whose fields pass their guards. Fields of later versions may stand beside them. The compiler asks for every field. */
export function shape<T extends object>(fields: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const guards = Object.entries<Guard<unknown>>(fields)
  return (value): value is T => isObject(value) && guards.every(([name, guard]) => guard(fieldIn(value, name)))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads an own field: what every object inherits is none. */
const fieldIn = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined
