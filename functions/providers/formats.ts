import { formsOfClouds } from './formats/clouds.ts'
import { formsOfCode } from './formats/code.ts'
import { formsOfModels } from './formats/models.ts'
import { formsOfObservers } from './formats/observers.ts'
import { formsOfServices } from './formats/services.ts'
import type { ValueFormat } from './formats/value-format.ts'

/** Every form of a value that is known, for those who have to tell what a secret holds. A probe never uses them. */
export const valueFormats: readonly ValueFormat[] = [
  ...formsOfCode,
  ...formsOfClouds,
  ...formsOfObservers,
  ...formsOfServices,
  ...formsOfModels,
]
