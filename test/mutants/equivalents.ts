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
]
