import { type Equivalent, equivalentsIn } from './equivalent.ts'

export const judging: readonly Equivalent[] = [
  ...equivalentsIn(
    'functions/core/probe/assess.ts',
    "a comparison with 'never' is false, as one with an instant in the far future is",
    [
      ["expiry.at === 'never'", 'false'],
      ["'never'", '""'],
    ],
  ),
  ...equivalentsIn(
    'functions/core/probe/assess.ts',
    'a failed attempt has a finding that is not valid, which the last line asks for',
    [
      ["last.kind === 'failed'", 'false'],
      ["'failed'", '""'],
    ],
  ),
  ...equivalentsIn(
    'functions/core/probe/assess.ts',
    'if all attempts with the last version are invalid, the last one is',
    [['invalid.at(-1) === lastOf(readings)', 'true']],
  ),
  ...equivalentsIn(
    'functions/core/probe/assess.ts',
    'a rotation by hand has no window: the comparison with undefined is false',
    [
      ["rotation.by === 'manual'", 'false'],
      ["'manual'", '""'],
    ],
  ),
  ...equivalentsIn('functions/core/probe/assess.ts', 'only rotations of ours have a grant', [
    ["rotation.by === 'ours'", 'true'],
  ]),
  ...equivalentsIn(
    'functions/core/probe/findings.ts',
    "a comparison with 'never' is false, as one with an instant in the far future is",
    [["expiry.at !== 'never'", 'true']],
  ),
  ...equivalentsIn(
    'functions/core/probe/findings.ts',
    "its callers exclude 'never' before; the line narrows the type",
    [
      ["at === 'never'", 'false'],
      ["'never expires'", '""'],
    ],
  ),
  ...equivalentsIn(
    'functions/core/probe/findings.ts',
    "a comparison with 'never' is false, as one with an instant in the far future is; or its callers exclude 'never' before; the line narrows the type",
    [["'never'", '""']],
  ),
]
