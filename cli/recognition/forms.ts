import type { ValueFormat } from '../../functions/providers/formats/value-format.ts'
import { valueFormats } from '../../functions/providers/formats.ts'
import { vendorKinds } from '../../functions/providers/other-kinds.ts'
import { hasRightChecksum } from './checksums.ts'

type Form = ValueFormat & {
  readonly profile: string
  readonly part: string
  readonly whole: RegExp
  /** Beginning that every value has; empty for letters and digits of any kind. */
  readonly begins: string
}

const forms: readonly Form[] = valueFormats.map((format) => {
  const [profile = '', part = ''] = format.role.split('.')
  return { ...format, profile, part, whole: new RegExp(`^(?:${format.pattern})$`), begins: beginningOf(format.pattern) }
})

/** `sk_live_[A-Z]{9}` begins with `sk_live_`. Alternatives and classes have no beginning. */
function beginningOf(pattern: string): string {
  if (/^[^(]*\|/.test(pattern)) return ''
  const [begins = ''] = /^(?:[\w-]|\\[.+/])*(?=[[(\\]|$)/.exec(pattern) ?? []
  return begins.replaceAll('\\', '')
}

/** A form that a value has. */
export type FormMatch = {
  readonly profile: string
  readonly role: string
  readonly tells: ValueFormat['tells']
  readonly begins: string
  /** True if the vendor's checksum is right, false if it is wrong; null without one. */
  readonly checksum: boolean | null
  readonly sets: Readonly<Record<string, string>>
  /** Options that stand in the value itself. */
  readonly holds: Readonly<Record<string, string>>
}

/** Lists the forms that a value has. */
export function formsIn(value: string): readonly FormMatch[] {
  return forms.flatMap(({ profile, part, whole, tells, begins, checksum, sets = {} }) => {
    const found = whole.exec(value)
    if (found === null) return []
    const right = checksum === undefined ? null : hasRightChecksum(checksum, value)
    const holds = Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, text]) => text !== undefined))
    return [{ profile, role: part, tells, begins, checksum: right, sets, holds }]
  })
}

/** Shortest documented beginning that tells a kind without the rest. */
const telling = 5

/** Finds a documented kind of credential that no profile takes: a refresh token, a webhook key, a publishable key. */
export function kindWithoutProfile(value: string): string | null {
  for (const { kinds } of vendorKinds)
    for (const { begins, rest, what, for: roles } of kinds) {
      if (roles.length > 0 || !value.startsWith(begins)) continue
      if (
        rest === undefined
          ? begins.length >= telling || begins === 'ghr_'
          : new RegExp(`^(?:${rest})$`).test(value.slice(begins.length))
      )
        return what
    }
  return null
}
