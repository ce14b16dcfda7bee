import { z } from 'zod'
import type { CheckInput } from './profiles.ts'
import { deploymentFields } from './schema/deployment.ts'
import { environmentDefaults, environments } from './schema/environment.ts'
import { owners } from './schema/owner.ts'
import { expected, id, object } from './schema/text.ts'

const shape = {
  /** Name of the deployment: lower-case letters, digits and dashes. */
  name: id,
  environments,
  owners,
  defaults: environmentDefaults.default({}),
  ...deploymentFields,
}

/** Schema of the config without the contents of its checks, which their profiles parse. */
export const frame = object('the object that defineConfig(...) returns', {
  ...shape,
  checks: z
    .array(z.unknown(), { error: expected('a list of checks') })
    .min(1, { error: 'expected at least one check, found an empty list' }),
})

/** Default export of a `tokenwatch.config.ts`, or contents of a JSON config. */
export type Config = z.input<z.ZodObject<typeof shape, z.core.$strict>> & { readonly checks: readonly CheckInput[] }
