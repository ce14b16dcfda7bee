import { z } from 'zod'
import { idPattern } from './schema/text.ts'

/** A config as it was written, parsed tolerantly: every part can be judged, whatever the others are. */
export type Written = {
  readonly environments: Readonly<Record<string, unknown>>
  readonly owners: Readonly<Record<string, unknown>>
  readonly defaults: unknown
  readonly checks: readonly unknown[]
}

const anything = z
  .looseObject({
    environments: z.record(z.string(), z.unknown()).catch({}),
    owners: z.record(z.string(), z.unknown()).catch({}),
    defaults: z.unknown().optional(),
    checks: z.array(z.unknown()).catch([]),
  })
  .catch({ environments: {}, owners: {}, checks: [] })

/** Returns the parts of a config, empty where they have the wrong type. */
export function writtenConfig(config: unknown): Written {
  const { environments, owners, defaults, checks } = anything.parse(config)
  return { environments, owners, defaults, checks }
}

const anyCheck = z
  .looseObject({
    profile: z.unknown().optional(),
    id: z.string().regex(idPattern).optional().catch(undefined),
    environment: z.unknown().optional(),
  })
  .catch({})

/** Returns the parts of a check that identify it; `id` is `undefined` if it is not valid. */
export function writtenCheck(check: unknown): {
  readonly profile?: unknown
  readonly id?: string | undefined
  readonly environment?: unknown
} {
  return anyCheck.parse(check)
}
