import { z } from 'zod'
import { idPattern } from './schema/text.ts'

/** A config as it was written, read so tolerantly that every part of it can be looked at whatever the others are. */
export type Written = {
  readonly environments: Readonly<Record<string, unknown>>
  readonly defaults: unknown
  readonly checks: readonly unknown[]
}

const anything = z
  .looseObject({
    environments: z.record(z.string(), z.unknown()).catch({}),
    defaults: z.unknown().optional(),
    checks: z.array(z.unknown()).catch([]),
  })
  .catch({ environments: {}, checks: [] })

/** The parts of a config, empty where they are not of the right kind. */
export function writtenConfig(config: unknown): Written {
  const { environments, defaults, checks } = anything.parse(config)
  return { environments, defaults, checks }
}

const anyCheck = z
  .looseObject({
    profile: z.unknown().optional(),
    id: z.string().regex(idPattern).optional().catch(undefined),
    environment: z.unknown().optional(),
  })
  .catch({})

/** The parts of a check that say whose it is; `id` is undefined where it is not a good one. */
export function writtenCheck(check: unknown): {
  readonly profile?: unknown
  readonly id?: string | undefined
  readonly environment?: unknown
} {
  return anyCheck.parse(check)
}
