import { z } from 'zod'
import type { CheckInput } from './profiles.ts'
import { deploymentFields } from './schema/deployment.ts'
import { defaults, environments } from './schema/environment.ts'
import { expected, id, object } from './schema/text.ts'

const shape = {
  /** Name of the deployment: lower-case letters, digits and dashes. */
  name: id,
  environments,
  defaults: defaults.default({}),
  ...deploymentFields,
}

/** The config without what its checks say: their profiles know that. */
export const frame = object('the object that defineConfig(...) returns', {
  ...shape,
  checks: z
    .array(z.unknown(), { error: expected('a list of checks') })
    .min(1, { error: 'expected at least one check, found an empty list' }),
})

/** What a `tokenwatch.config.ts` exports by default, and what a JSON config contains. */
export type Config = z.input<z.ZodObject<typeof shape, z.core.$strict>> & { readonly checks: readonly CheckInput[] }
