import type { CheckKey } from '../../model/check.ts'

/** Returns the environment in the key of a check, which the config may no longer have. */
export const environmentIn = (check: CheckKey): string => check.slice(0, check.indexOf('/'))
