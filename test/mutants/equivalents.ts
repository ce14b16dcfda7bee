import type { Equivalent } from './equivalents/equivalent.ts'
import { guard } from './equivalents/guard.ts'
import { judging } from './equivalents/judging.ts'
import { parsers } from './equivalents/parsers.ts'
import { scrubber } from './equivalents/scrubber.ts'

/** The survivors that stay, by the text that they change. */
export const equivalents: readonly Equivalent[] = [...judging, ...guard, ...scrubber, ...parsers]
