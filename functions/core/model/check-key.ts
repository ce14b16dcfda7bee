import type { CheckKey } from './check.ts'

/** Returns true if a value from outside has the form of a check key, `environment/id`. The check may not exist. */
export function isCheckKey(text: unknown): text is CheckKey {
  return typeof text === 'string' && /^[^/\s]{1,128}\/[^/\s]{1,256}$/.test(text)
}
