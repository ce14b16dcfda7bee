import type { Check } from './check.ts'
import type { SecretReference } from './secret-reference.ts'

/** A secret of a check, with the field that names it: `rotation.client`. */
export type NamedReference = { readonly field: string; readonly reference: SecretReference }

/** Lists every secret of a check: its own, and the clients that introspect or rotate it. */
export function secretsOf({ secret, question, rotation }: Check): readonly NamedReference[] {
  return [
    ...(secret === null ? [] : [{ field: 'secret', reference: secret }]),
    ...(question.kind === 'introspection' ? [{ field: 'client', reference: question.client }] : []),
    ...(rotation.by === 'ours' && rotation.client !== null
      ? [{ field: 'rotation.client', reference: rotation.client }]
      : []),
  ]
}
