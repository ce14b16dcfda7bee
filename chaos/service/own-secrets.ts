import { createServiceLeakScanner, leaksIn, type SecretLeak, type ServiceLeakScanner } from '../measures/leaks.ts'
import type { FieldWords } from '../token/field-kind.ts'
import { isCredential, type SeenSecret } from '../token/secrets-in.ts'

/** Credentials of the load's own users. They never pass an injection point, so the runner looks for them itself. */
export type OwnSecrets = {
  /** Returns true if the name of a field, or the user's word, says that its value is a credential. */
  isNamed(field: string): boolean
  /** Notes a credential, unless the user says that its field is public. */
  saw(secret: SeenSecret): void
  /** Searches the service's log. Its answers hold what users are given, so they are not searched. */
  readonly log: ServiceLeakScanner
  leaksIn(where: string, text: string): readonly SecretLeak[]
}

/** `declared` are the values of the file's `secrets`. */
export function createOwnSecrets(declared: Iterable<string>, words: FieldWords): OwnSecrets {
  const known = new Set(declared)
  return {
    isNamed: (field) => words.secret.includes(field) || isCredential(field),
    saw({ field, value }) {
      if (!words.public.includes(field)) known.add(value)
    },
    log: createServiceLeakScanner(known),
    leaksIn: (where, text) => leaksIn(where, [text], known),
  }
}
