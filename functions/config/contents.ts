import type { ConfigFault } from './problems.ts'
import { credentialIn } from './secrecy.ts'

/** Deeper than any config goes; an object that contains itself ends here too. */
const deepest = 12

/** Keys with which JSON could reach into the prototypes of our own objects. */
const reservedKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** What no part of a config may contain, whatever its meaning: credentials, reserved keys, endless depth. */
export function contentFaults(value: unknown, path: readonly PropertyKey[] = []): readonly ConfigFault[] {
  if (typeof value === 'string') return credentialFaults(value, path)
  if (typeof value !== 'object' || value === null) return []
  if (path.length >= deepest) return [{ path, message: `nested deeper than ${deepest} levels` }]
  if (Array.isArray(value)) return value.flatMap((item, index) => contentFaults(item, [...path, index]))
  return Object.entries(value).flatMap(([key, item]) => [
    ...(reservedKeys.has(key) ? [{ path: [...path, key], message: 'a field of this name is not allowed' }] : []),
    ...credentialFaults(key, [...path, key]),
    ...contentFaults(item, [...path, key]),
  ])
}

function credentialFaults(text: string, path: readonly PropertyKey[]): readonly ConfigFault[] {
  const kind = credentialIn(text)
  if (kind === undefined) return []
  const message = `this looks like ${kind} itself: keep it in a secret and give the name of that: secret('<name>')`
  return [{ path, message }]
}
