import type { Check } from './check.ts'
import type { Question } from './question.ts'
import type { SecretReference } from './secret-reference.ts'

/** A secret of a check, with the field that names it: `rotation.client`. */
export type NamedReference = { readonly field: string; readonly reference: SecretReference }

/** Lists the secrets that a question reads besides the credential: a client that introspects, or the key that signs a JWT. */
export function questionSecrets(question: Question): readonly NamedReference[] {
  if (question.kind === 'introspection') return [{ field: 'client', reference: question.client }]
  const isShared = question.kind === 'jwt' && question.key?.kind === 'shared'
  return isShared ? [{ field: 'sharedSecret', reference: question.key.secret }] : []
}

/** Lists every secret of a check: its own, those of its question, and the client that rotates it. */
export function secretsOf({ secret, question, rotation }: Check): readonly NamedReference[] {
  return [
    ...(secret === null ? [] : [{ field: 'secret', reference: secret }]),
    ...questionSecrets(question),
    ...(rotation.by === 'ours' && rotation.client !== null
      ? [{ field: 'rotation.client', reference: rotation.client }]
      : []),
  ]
}
