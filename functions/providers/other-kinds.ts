import type { OtherKind } from '../core/model/profile.ts'
import { kindsOfClouds } from './kinds/clouds.ts'
import { kindsOfCode } from './kinds/code.ts'
import type { DocumentedKind, VendorKinds } from './kinds/documented-kind.ts'
import { kindsOfObservers } from './kinds/observers.ts'
import { kindsOfServices } from './kinds/services.ts'
import type { Provider } from './provider.ts'

/** Every kind of credential whose beginning its vendor documents. A beginning that is not here says nothing. */
export const vendorKinds: readonly VendorKinds[] = [
  ...kindsOfCode,
  ...kindsOfClouds,
  ...kindsOfObservers,
  ...kindsOfServices,
]

/** A beginning of this length is no chance: another vendor's credential begins so once in a billion. */
const telling = 5

/** Lists the documented kinds of a provider's own vendor. */
export function kindsOfVendor(profile: string): readonly DocumentedKind[] {
  return vendorKinds.filter(({ profiles }) => profiles.includes(profile)).flatMap(({ kinds }) => kinds)
}

/** Lists the vendor's tables in which a provider stands. */
export function kindSourcesOf(profile: string): readonly VendorKinds['source'][] {
  return vendorKinds.filter(({ profiles }) => profiles.includes(profile)).map(({ source }) => source)
}

/**
 * Lists, by role, the documented kinds that a provider does not take. A generic profile and a registry take the credential of any vendor.
 */
export function otherKindsOf({ name, roles, question }: Provider): Readonly<Record<string, readonly OtherKind[]>> {
  if (question === null || question.kind === 'registry') return {}
  const all = vendorKinds.flatMap(({ profiles, kinds }) =>
    kinds.filter(({ begins, rest }) => profiles.includes(name) || rest !== undefined || begins.length >= telling),
  )
  const others = (role: string) => all.filter((kind) => !kind.for.includes(`${name}.${role}`))
  return Object.fromEntries(Object.keys(roles).map((role) => [role, others(role)]))
}
