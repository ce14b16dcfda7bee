import { alarmPathCut } from './alarm-path-cut.ts'
import { cacheStale } from './cache-stale.ts'
import { falseRefusal } from './false-refusal.ts'
import type { FaultDefinition, Variant } from './fault.ts'
import { headerMalformed } from './header-malformed.ts'
import { idpDown } from './idp-down.ts'
import { keysRotated } from './keys-rotated.ts'
import { payloadAltered } from './payload-altered.ts'
import { rateLimited } from './rate-limited.ts'
import { rotationBroken } from './rotation-broken.ts'
import { scopeReduced } from './scope-reduced.ts'
import { secretStore } from './secret-store.ts'
import { signatureInvalid } from './signature-invalid.ts'
import { storm } from './storm.ts'
import { tokenCorrupted } from './token-corrupted.ts'
import { tokenExpired } from './token-expired.ts'
import { tokenMissing } from './token-missing.ts'
import { tokenRevoked } from './token-revoked.ts'
import { validationSlow } from './validation-slow.ts'
import { wrongPlace } from './wrong-place.ts'

/** All faults, in the order of their numbers. A new fault is one file and one line here. */
export const faults = [
  tokenMissing,
  headerMalformed,
  signatureInvalid,
  payloadAltered,
  tokenExpired,
  tokenRevoked,
  scopeReduced,
  wrongPlace,
  cacheStale,
  validationSlow,
  tokenCorrupted,
  secretStore,
  storm,
  rateLimited,
  falseRefusal,
  idpDown,
  keysRotated,
  rotationBroken,
  alarmPathCut,
] as const

type ChoiceOf<Definition extends FaultDefinition> = Definition extends FaultDefinition
  ? {
      readonly fault: Definition['id']
      readonly variant: keyof Definition['variants'] & string
      readonly settings?: Readonly<Partial<Record<keyof Definition['settings'], number>>>
    }
  : never

/** Names a fault, one of its variants and its settings. The type allows only names that exist. */
export type FaultChoice = ChoiceOf<(typeof faults)[number]>

type Settings = Readonly<Record<string, number | undefined>>

/** A fault of the catalogue with its variant and settings looked up. */
export type ChosenFault = {
  readonly definition: FaultDefinition
  readonly variantName: string
  readonly variant: Variant
  setting(name: string): number
}

/** Returns the fault with this id; `undefined` if there is none. */
export function faultOf(id: string): FaultDefinition | undefined {
  return faults.find((one) => one.id === id)
}

/** Returns the name of a fault's first variant, which is used if none is named. */
export function defaultVariant(definition: FaultDefinition): string {
  return Object.keys(definition.variants)[0] ?? ''
}

/** Names a fault with its variant. */
export const nameOf = ({ definition, variantName }: ChosenFault): string => `${definition.id} ${variantName}`

/** Looks up a choice that is known when the code is written. */
export function chooseFault({ fault, variant, settings = {} }: FaultChoice): ChosenFault {
  const definition = faultOf(fault)
  if (definition === undefined) throw new Error(`no such fault: ${fault}`)
  return choose(definition, variant, settings)
}

/** Chooses a variant of a fault by a name that is known at run time. Throws if the fault has no such variant. */
export function choose(
  definition: FaultDefinition,
  variantName = defaultVariant(definition),
  settings: Settings = {},
): ChosenFault {
  const variant = definition.variants[variantName]
  if (variant === undefined) throw new Error(`no such fault: ${definition.id} ${variantName}`)
  return {
    definition,
    variantName,
    variant,
    setting(name) {
      const value = settings[name] ?? definition.settings[name]?.default
      if (value === undefined) throw new Error(`${definition.id} has no setting ${name}`)
      return value
    },
  }
}
