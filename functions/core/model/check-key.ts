import type { CheckKey } from './check.ts'

/** Whether a text that came from outside is shaped as the key of a check: environment and id. Whether there is such a check it does not say. */
export function isCheckKey(text: unknown): text is CheckKey {
  return typeof text === 'string' && /^[^/\s]{1,128}\/[^/\s]{1,256}$/.test(text)
}
