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

const liveSecrets = 'functions/core/model/live-secrets.ts'
const decoded = 'functions/core/model/decoded.ts'

const emptyLoop = 'without a text there is nothing to go through'
const undefinedIsZero = 'Math.imul takes undefined for zero'
const otherHash = 'both sides take the same hash, and another one is as good'
const noSuchWindow = 'no window of another length stands under that length'
const onlyPresent = 'another character in place of none gives a hash that nothing has'
const textStays = 'where nothing can be undone, the text stays, and is known'
const unzipRefuses = 'the look at the first bytes saves time: unzipSync refuses what has no header'
const neverAbsent = 'the expression that found the text before has matched such a part'

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
  { file: liveSecrets, from: '2 * random(2 ** 31) + 1', to: '2 * random(2 ** 31) - 1', because: 'both are odd' },
  {
    file: liveSecrets,
    from: 'kept >= mostWindows',
    to: 'kept > mostWindows',
    because: 'the bound is about memory: one more is none',
  },
  {
    file: liveSecrets,
    from: '(first >>> 0) * 2 ** 21 + (second >>> 11)',
    to: '(first >>> 0) * 2 ** 21 - (second >>> 11)',
    because: 'both join two hashes without a clash',
  },
  {
    file: liveSecrets,
    from: '(first >>> 0) * 2 ** 21',
    to: '(first >>> 0) / 2 ** 21',
    because: 'two windows clash more often, which needs millions of them to be seen',
  },
  { file: liveSecrets, from: '[0, 0, 0]', to: '[]', because: undefinedIsZero },
  { file: liveSecrets, from: 'Math.imul(third, c) + code', to: 'Math.imul(third, c) - code', because: otherHash },
  { file: liveSecrets, from: 'lengths.size === 0 || text.length < shortestWindow', to: 'false', because: emptyLoop },
  {
    file: liveSecrets,
    from: 'lengths.size === 0 || text.length < shortestWindow',
    to: 'lengths.size === 0 && text.length < shortestWindow',
    because: emptyLoop,
  },
  { file: liveSecrets, from: 'lengths.size === 0', to: 'false', because: emptyLoop },
  { file: liveSecrets, from: 'text.length < shortestWindow', to: 'false', because: emptyLoop },
  { file: liveSecrets, from: '[0, 0]', to: '[]', because: undefinedIsZero },
  { file: liveSecrets, from: 'at < text.length', to: 'at <= text.length', because: onlyPresent },
  { file: liveSecrets, from: 'at < length', to: 'false', because: undefinedIsZero },
  { file: liveSecrets, from: 'at + 1 < length', to: 'false', because: noSuchWindow },
  { file: liveSecrets, from: 'third === undefined', to: 'false', because: 'a hash is never undefined' },
  { file: decoded, from: 'layer.length > 0', to: 'true', because: emptyLoop },
  { file: decoded, from: 'layer.length > 0', to: 'layer.length >= 0', because: emptyLoop },
  { file: decoded, from: '/%[0-9a-f]{2}/i', to: '/%[0-9a-f]/i', because: textStays },
  { file: decoded, from: '/=(?:[0-9a-f]{2}|\\r?\\n)/i', to: '/=(?:[0-9a-f]|\\r?\\n)/i', because: textStays },
  { file: decoded, from: "''", to: '"Stryker was here!"', because: neverAbsent },
  {
    file: decoded,
    from: '[]',
    to: '["Stryker was here"]',
    because: 'a text without numbers in it stands for no bytes that are kept',
  },
  { file: decoded, from: 'joined === text', to: 'false', because: 'a run is taken once' },
  {
    file: decoded,
    from: 'run.length < shortestCompressed',
    to: 'false',
    because: 'eight letters need more, so that only time is saved',
  },
  {
    file: decoded,
    from: '(first === 0x1f && second === 0x8b) || (first === 0x78 && (first * 256 + second) % 31 === 0)',
    to: 'true',
    because: unzipRefuses,
  },
  {
    file: decoded,
    from: 'first === 0x1f && second === 0x8b',
    to: 'first === 0x1f || second === 0x8b',
    because: unzipRefuses,
  },
  { file: decoded, from: 'first === 0x1f', to: 'true', because: unzipRefuses },
  { file: decoded, from: 'second === 0x8b', to: 'true', because: unzipRefuses },
  {
    file: decoded,
    from: 'first === 0x78 && (first * 256 + second) % 31 === 0',
    to: 'first === 0x78 || (first * 256 + second) % 31 === 0',
    because: unzipRefuses,
  },
  { file: decoded, from: 'first === 0x78', to: 'true', because: unzipRefuses },
  { file: decoded, from: '(first * 256 + second) % 31 === 0', to: 'true', because: unzipRefuses },
]
