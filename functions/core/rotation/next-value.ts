import type { Check } from '../model/check.ts'
import type { Credential } from '../model/credential.ts'
import { fieldOf } from '../model/field-of.ts'
import type { InstantFormat } from '../model/instant.ts'
import type { RotationTerms } from '../model/ours.ts'
import { withFields } from './json-text.ts'

/** Newly issued values of some roles, about to be stored, and what is known about them. */
export type NextValues = {
  readonly roles: readonly string[]
  readonly credential: Credential
  /** Epoch seconds; `null` where nobody knows. */
  readonly expiresAt: number | null
  /** The provider's id of the new key. */
  readonly id: string | null
}

/** Returns the field of each role in a secret: roles that the check sends, and roles that only the rotation needs. */
export function fieldsOf(check: Pick<Check, 'secret'>, terms: Pick<RotationTerms, 'fields'>) {
  return { ...check.secret?.fields, ...terms.fields }
}

/**
 * Prepares the writer of the next value from the present value, before anything is spent. Only the fields of the new roles and of their
 * expiry change; every other byte stays. If the new end is unknown, the old date is removed: it would make the new token due at once, again and again. Returns
 * `undefined` if the present value has not the promised shape.
 */
export function nextValue(
  present: string,
  check: Check,
  terms: Pick<RotationTerms, 'fields' | 'idField'>,
): ((next: NextValues) => string) | undefined {
  const fields = Object.entries(fieldsOf(check, terms))
  const whole = fields.find(([, field]) => field === null)
  if (fields.length === 0) return undefined
  if (whole !== undefined) return ({ credential }) => credential.open(whole[0])
  if (objectOf(present) === undefined) return undefined
  const expiry = check.expiry.secretField
  return ({ roles, credential, expiresAt, id }) => {
    const values = fields.flatMap(([role, field]) =>
      field !== null && roles.includes(role) ? [[field, credential.open(role)] as const] : [],
    )
    const dated =
      expiry === null ? {} : { [expiry.name]: expiresAt === null ? undefined : instant(expiresAt, expiry.format) }
    const named = terms.idField === null || id === null ? {} : { [terms.idField]: id }
    return withFields(present, [...values, ...Object.entries({ ...dated, ...named })])
  }
}

/** Returns true if every issued value is the present one: nothing new was issued. */
export function isPresentValue(
  present: string,
  check: Check,
  terms: Pick<RotationTerms, 'fields'>,
  { roles, credential }: Pick<NextValues, 'roles' | 'credential'>,
): boolean {
  const fields = new Map(Object.entries(fieldsOf(check, terms)))
  const object = objectOf(present)
  return roles.every((role) => {
    const field = fields.get(role)
    if (field === undefined) return true
    return (field === null ? present : fieldOf(object, field)) === credential.open(role)
  })
}

/** Parses a JSON object; `undefined` for anything else. The parser's error quotes the secret, so it is dropped. */
function objectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function instant(seconds: number, format: InstantFormat): string | number {
  const iso = new Date(seconds * 1_000).toISOString()
  switch (format) {
    case 'iso':
      return iso
    case 'date':
      return iso.slice(0, 10)
    case 'text':
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
    case 'epoch_seconds':
      return seconds
    case 'epoch_milliseconds':
      return seconds * 1_000
    case 'seconds_remaining':
      // A countdown has no meaning in a secret that is read later, and the config refuses this format. The instant has one.
      return seconds
  }
}
