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

/** Every fault, in the order of its number. A new fault is one file and one line here. */
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

/** One fault with its variant and settings: each fault takes its own and no others. */
export type FaultChoice = ChoiceOf<(typeof faults)[number]>

/** A choice together with everything that the catalogue says of it. */
export type ChosenFault = {
  readonly definition: FaultDefinition
  readonly variantName: string
  readonly variant: Variant
  setting(name: string): number
}

/** The fault of this id; undefined where there is none. */
export function faultOf(id: string): FaultDefinition | undefined {
  return faults.find((one) => one.id === id)
}

/** The variant that stands first in its fault, and is meant where none is named. */
export function defaultVariant(definition: FaultDefinition): string {
  return Object.keys(definition.variants)[0] ?? ''
}

/** Looks a choice up. A choice that type-checks, or that a parsed experiment holds, is always found. */
export function chosen({ fault, variant, settings = {} }: FaultChoice): ChosenFault {
  const definition = faultOf(fault)
  const found = definition?.variants[variant]
  if (definition === undefined || found === undefined) throw new Error(`no such fault: ${fault} ${variant}`)
  const given: Readonly<Record<string, number | undefined>> = settings
  return {
    definition,
    variantName: variant,
    variant: found,
    setting(name) {
      const value = given[name] ?? definition.settings[name]?.default
      if (value === undefined) throw new Error(`${fault} has no setting ${name}`)
      return value
    },
  }
}
