import { z } from 'zod'

/** A property that the walk knows and leaves alone; each use says why. */
export const ignored = z.unknown().optional()
