/** A mutant that behaves like the original, so that no test can find it. */
export type Equivalent = {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly because: string
}

const assess = 'functions/core/probe/assess.ts'
const findings = 'functions/core/probe/findings.ts'

const neverIsNoNumber = "a comparison with 'never' is false, as one with an instant in the far future is"
const alreadyExcluded = "its callers exclude 'never' before; the line narrows the type"
const failedIsNotValid = 'a failed attempt has a finding that is not valid, which the last line asks for'
const manualHasNoWindow = 'a rotation by hand has no window: the comparison with undefined is false'

const duration = 'functions/core/model/duration.ts'
const httpDate = 'functions/core/model/http-date.ts'
const instant = 'functions/core/model/instant.ts'
const scopes = 'functions/core/model/scopes.ts'
const secretValue = 'functions/core/model/secret-value.ts'
const challenge = 'functions/core/probe/challenge.ts'
const writtenAddresses = 'functions/config/addresses.ts'
const addresses = 'functions/core/model/addresses.ts'
const hostBinding = 'functions/core/model/host-binding.ts'

const alreadyRead = 'what was read before makes this true; the line narrows the type'
const bracketsAtEnds = 'a host has brackets at its ends alone'
const onlyFaster = 'the expression only saves the parser a name, and the parser refuses it too'

/** The survivors that stay, by the text that they change. */
export const equivalents: readonly Equivalent[] = [
  { file: assess, from: "expiry.at === 'never'", to: 'false', because: neverIsNoNumber },
  { file: assess, from: "'never'", to: '""', because: neverIsNoNumber },
  { file: assess, from: "last.kind === 'failed'", to: 'false', because: failedIsNotValid },
  { file: assess, from: "'failed'", to: '""', because: failedIsNotValid },
  {
    file: assess,
    from: 'invalid.at(-1) === lastOf(readings)',
    to: 'true',
    because: 'if all attempts with the last version are invalid, the last one is',
  },
  { file: assess, from: "rotation.by === 'manual'", to: 'false', because: manualHasNoWindow },
  { file: assess, from: "'manual'", to: '""', because: manualHasNoWindow },
  { file: assess, from: "rotation.by === 'ours'", to: 'true', because: 'only rotations of ours have a grant' },
  { file: findings, from: "expiry.at !== 'never'", to: 'true', because: neverIsNoNumber },
  { file: findings, from: "at === 'never'", to: 'false', because: alreadyExcluded },
  { file: findings, from: "'never'", to: '""', because: `${neverIsNoNumber}; or ${alreadyExcluded}` },
  { file: findings, from: "'never expires'", to: '""', because: alreadyExcluded },
  { file: duration, from: "''", to: '"Stryker was here!"', because: 'no unit has that name either' },
  { file: duration, from: 'match?.[1]', to: 'match[1]', because: alreadyRead },
  {
    file: httpDate,
    from: 'parseRfc7231DateTime(text.trim())?.getTime',
    to: 'parseRfc7231DateTime(text.trim()).getTime',
    because: 'the parser returns nothing for no text alone, and what it throws is caught',
  },
  {
    file: instant,
    from: 'read === undefined || at === undefined',
    to: 'read === undefined && at === undefined',
    because: alreadyRead,
  },
  { file: instant, from: 'read === undefined || at === undefined', to: 'false', because: alreadyRead },
  { file: instant, from: 'read === undefined', to: 'false', because: alreadyRead },
  { file: instant, from: 'at === undefined', to: 'false', because: alreadyRead },
  {
    file: instant,
    from: '!isPlausible(seconds) && isPlausible(other)',
    to: '!isPlausible(seconds) || isPlausible(other)',
    because: 'no count is plausible in both units',
  },
  {
    file: instant,
    from: "typeof count === 'number' && Number.isFinite(count)",
    to: "typeof count === 'number' || Number.isFinite(count)",
    because: 'infinity is not plausible, and isFinite is false for all but numbers',
  },
  {
    file: instant,
    from: "typeof count === 'number'",
    to: 'true',
    because: 'infinity is not plausible, and isFinite is false for all but numbers',
  },
  { file: instant, from: 'value < 100_000_000', to: 'value <= 100_000_000', because: '100,000,000 is no date' },
  { file: scopes, from: '/[\\s,]+/', to: '/[\\s,]/', because: 'empty scopes are left out' },
  { file: scopes, from: '[]', to: '["Stryker was here"]', because: 'an own field of a record has a value' },
  { file: secretValue, from: 'object.fields?.get', to: 'object.fields.get', because: alreadyRead },
  { file: secretValue, from: 'expiryFieldName === null', to: 'false', because: alreadyRead },
  { file: secretValue, from: 'object.fields?.get', to: 'object.fields.get', because: alreadyRead },
  { file: challenge, from: "''", to: '"Stryker was here!"', because: 'a parameter has a quoted or a bare value' },
  {
    file: writtenAddresses,
    from: 'address === undefined || bits === undefined',
    to: 'false',
    because: 'isValidCIDR refuses what has no slash',
  },
  {
    file: writtenAddresses,
    from: 'address === undefined || bits === undefined',
    to: 'address === undefined && bits === undefined',
    because: 'isValidCIDR refuses what has no slash',
  },
  {
    file: writtenAddresses,
    from: 'address === undefined',
    to: 'false',
    because: 'isValidCIDR refuses what has no slash',
  },
  { file: writtenAddresses, from: 'bits === undefined', to: 'false', because: 'isValidCIDR refuses what has no slash' },
  { file: writtenAddresses, from: '/^\\[|\\]$/g', to: '/\\[|\\]$/g', because: bracketsAtEnds },
  { file: writtenAddresses, from: '/^\\[|\\]$/g', to: '/^\\[|\\]/g', because: bracketsAtEnds },
  { file: addresses, from: '/^\\[|\\]$/g', to: '/^\\[|\\]/g', because: bracketsAtEnds },
  { file: addresses, from: '/^\\[|\\]$/g', to: '/\\[|\\]$/g', because: bracketsAtEnds },
  { file: addresses, from: '/^[^:]*[g-wyz-][^:]*$/i', to: '/^[^:]*[g-wyz-][^:]*/i', because: onlyFaster },
  { file: addresses, from: '/^[^:]*[g-wyz-][^:]*$/i', to: '/^[^:][g-wyz-][^:]*$/i', because: onlyFaster },
  { file: addresses, from: '/^[^:]*[g-wyz-][^:]*$/i', to: '/^[:]*[g-wyz-][^:]*$/i', because: onlyFaster },
  { file: addresses, from: '/^[^:]*[g-wyz-][^:]*$/i', to: '/^[^:]*[g-wyz-][^:]$/i', because: onlyFaster },
  { file: addresses, from: '/^[^:]*[g-wyz-][^:]*$/i', to: '/^[^:]*[g-wyz-][:]*$/i', because: onlyFaster },
  { file: hostBinding, from: "''", to: '"Stryker was here!"', because: 'the expression matches every text' },
  { file: hostBinding, from: '[]', to: '["Stryker was here"]', because: 'the expression matches every text' },
]
