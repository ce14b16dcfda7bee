import type { ConfigFault } from './problems.ts'
import { credentialIn } from './secrecy.ts'

/** Deepest nesting of a config. An object that contains itself ends here too. */
const deepest = 12

/** Keys with which JSON could change the prototypes of our own objects. */
const reservedKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Finds what no part of a config may contain: credentials, reserved keys, endless depth. */
export function contentFaults(value: unknown, path: readonly PropertyKey[] = []): readonly ConfigFault[] {
  if (typeof value === 'string') return credentialFaults(value, path)
  if (typeof value !== 'object' || value === null) return []
  if (path.length >= deepest) return [{ path, message: `expected at most ${deepest} levels of nesting` }]
  if (Array.isArray(value)) return value.flatMap((item, index) => contentFaults(item, [...path, index]))
  return Object.entries(value).flatMap(([key, item]) => [
    ...(reservedKeys.has(key)
      ? [{ path: [...path, key], message: 'this name is reserved by JavaScript: rename the field' }]
      : []),
    ...credentialFaults(key, [...path, key]),
    ...contentFaults(item, [...path, key]),
  ])
}

function credentialFaults(text: string, path: readonly PropertyKey[]): readonly ConfigFault[] {
  const kind = credentialIn(text)
  if (kind === undefined) return []
  const message = `this looks like ${kind} itself: store it in a secret and give the name of the secret: secret('<name>')`
  return [{ path, message }]
}
