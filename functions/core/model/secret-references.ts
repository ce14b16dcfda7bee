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

/** Lists the secrets by which the consumers of a check are looked at. */
export function consumerSecrets({ consumers }: Pick<Check, 'consumers'>): readonly NamedReference[] {
  return consumers.flatMap((consumer, index) =>
    consumer.kind === 'kubernetes' ? [{ field: `consumers[${index}].access`, reference: consumer.access }] : [],
  )
}

/** Lists every secret of a check: its own, those of its question and of its consumers, and those that its rotation needs. */
export function secretsOf(check: Check): readonly NamedReference[] {
  const { secret, question, rotation } = check
  return [
    ...(secret === null ? [] : [{ field: 'secret', reference: secret }]),
    ...questionSecrets(question),
    ...(rotation.by === 'ours' && rotation.client !== null
      ? [{ field: 'rotation.client', reference: rotation.client }]
      : []),
    ...(rotation.by === 'ours' && rotation.terms.rehearsal !== null
      ? [{ field: 'rotation.rehearsal', reference: rotation.terms.rehearsal }]
      : []),
    ...consumerSecrets(check),
  ]
}

/** Returns the names of parameters, each once, in a stable order. */
export function parametersOf(references: readonly SecretReference[]): readonly string[] {
  const names = references.flatMap(({ source }) => (source.from === 'parameter-store' ? [source.name] : []))
  return [...new Set(names)].toSorted()
}

/** Returns true if one of the secrets of some checks lies in Secrets Manager. */
export function readsSecretsManager(checks: readonly Check[]): boolean {
  return checks.flatMap(secretsOf).some(({ reference }) => reference.source.from === 'secrets-manager')
}

/** Returns true if one of the secrets of some checks is a parameter. */
export function readParameters(checks: readonly Check[]): boolean {
  return parametersOf(checks.flatMap((check) => secretsOf(check).map(({ reference }) => reference))).length > 0
}
