import type { Check } from './check.ts'
import type { SecretReference } from './secret-reference.ts'

/** A secret that a check reads, with the field of the check that names it: `rotation.client`. */
export type NamedReference = { readonly field: string; readonly reference: SecretReference }

/** Every secret that a check reads: its own, and the client that asks about it or renews it. */
export function secretsOf({ secret, question, rotation }: Check): readonly NamedReference[] {
  return [
    ...(secret === null ? [] : [{ field: 'secret', reference: secret }]),
    ...(question.kind === 'introspection' ? [{ field: 'client', reference: question.client }] : []),
    ...(rotation.by === 'ours' && rotation.client !== null
      ? [{ field: 'rotation.client', reference: rotation.client }]
      : []),
  ]
}
