/** Ends of a name that say what goes on, or what is missing: `two_factor_required`, `accountLocked`. Other names may be of a setting. */
const state =
  /(required|needed|enforced|locked|locked ?out|blocked|limited|throttled|exceeded|exhausted|expired|revoked|unavailable|overloaded|suspended|banned|disabled|maintenance|not ?allowed|denied|restricted|captcha)$/

/** Ends of a name that say when a state began, or when it ends: `lockedUntil`. Any date in it sets the flag. */
const dated = /^(.*(?:locked|blocked|banned|suspended|disabled|revoked)) ?(?:until|till|at|on|since)$/

/** Beginnings of a name that ask for something: `requires_mfa`. */
const wish = /^(?:requires?|needs?|must) /

/** Ends of a name that say so of this very answer, however much else it holds. */
const now =
  /(?:^|\b)(?:maintenance|rate ?limited|throttled|(?:mfa|2fa|otp|totp|two ?factor|second factor|multi ?factor|captcha|consent|sso|login|re?auth\w*|verification|password change)[\w ]{0,20} (?:required|needed))$|^(?:requires|needs) (?:mfa|2fa|otp|totp|two ?factor|second factor|multi ?factor|captcha|consent|sso|login)\b/

/** Fields of an object, and characters of a name, that are looked at: a foreign server decides how many there are. */
const [mostFields, longestName] = [512, 64]

/** Returns true for a flag that is set, as servers write it. */
const isSet = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|1)$/i.test(value))

const isDate = (value: unknown): boolean =>
  (typeof value === 'number' && value > 1) || (typeof value === 'string' && /\d{2}/.test(value))

/** Returns the name of a field in words, without "mode" at its end. */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, ' ')
    .trim()
    .replace(/ ?mode$/, '')
    .replace(state, ' $1')
    .replaceAll(/ +/g, ' ')
    .trim()

/** Lists the names of the flags of an object that say why it is no ordinary answer, in words. */
export function flagNames(fields: unknown): readonly string[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return []
  return Object.entries(fields)
    .slice(0, mostFields)
    .flatMap(([name, value]) => {
      const [set, date] = [isSet(value), isDate(value)]
      if (name.length > longestName || !(set || date)) return []
      const words = wordsOf(name)
      const [, began] = dated.exec(words) ?? []
      if (began !== undefined) return date ? [began] : []
      if (!set) return []
      return state.test(words) || wish.test(words) ? [words] : []
    })
}

/** Returns true if a flag speaks of this very answer, and not of a record in it. */
export const saysNow = (flag: string): boolean => now.test(flag)
