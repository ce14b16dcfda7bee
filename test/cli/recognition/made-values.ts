import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { hasRightChecksum } from '../../../cli/recognition/checksums.ts'
import type { ValueFormat } from '../../../functions/providers/formats/value-format.ts'
import { valueFormats } from '../../../functions/providers/formats.ts'
import { providers } from '../../../functions/providers/providers.ts'

/** Makes a value of a form, with the right checksum where the form has one. The same seed gives the same value. */
export function madeValue({ pattern, checksum }: ValueFormat, seed: number): string {
  // Vendors draw their tokens evenly: no letter is likelier than another.
  const text = fc.noBias(fc.stringMatching(new RegExp(`^(?:${pattern})$`), { maxLength: 3_000 }))
  const varied = text.filter((value) => new Set(value.slice(-16)).size > 6 && !/0{6}|x{5}/i.test(value))
  const [value = ''] = fc.sample(varied, { numRuns: 1, seed })
  return checksum === undefined ? value : withChecksum(checksum, value)
}

function withChecksum(kind: NonNullable<ValueFormat['checksum']>, value: string): string {
  const sum = crc32(kind === 'github' ? value.slice(4, -6) : value.slice(0, -9))
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(sum)
  const right =
    kind === 'github' ? `${value.slice(0, -6)}${sixDigits(sum)}` : `${value.slice(0, -8)}${bytes.toString('hex')}`
  if (!hasRightChecksum(kind, right)) throw new Error(`no right checksum for a value of ${kind}`)
  return right
}

function sixDigits(sum: number): string {
  const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
  return Array.from({ length: 6 }, (_, at) => digits[Math.floor(sum / 62 ** (5 - at)) % 62]).join('')
}

/** Forms of a role, those that tell their kind first. */
export const formsForRole = (role: string): readonly ValueFormat[] =>
  valueFormats.filter((format) => format.role === role).toSorted((one, other) => rank(one) - rank(other))

const rank = ({ tells }: ValueFormat): number => (tells === 'kind' ? 0 : 1)

/** Makes a value for a role: of its first form, else a made-up text. */
export function valueFor(role: string, seed: number): string {
  const [form] = formsForRole(role)
  if (form !== undefined) return madeValue(form, seed)
  return role.endsWith('email') || role.endsWith('user') ? `bot${seed}@acme.example` : `Zq${seed}w9eRt7uIopAs5dFgHj`
}

/** Profiles of which a secret can be recognised: those with a form for a part of the credential, and a question. */
export const recognizable: readonly string[] = [...providers.values()]
  .filter(
    ({ name, roles, question }) =>
      question !== null && Object.keys(roles).some((role) => formsForRole(`${name}.${role}`).length > 0),
  )
  .map(({ name }) => name)
