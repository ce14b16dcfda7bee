import { type Equivalent, equivalentsIn } from './equivalent.ts'

export const parsers: readonly Equivalent[] = [
  ...equivalentsIn('functions/core/model/duration.ts', 'no unit has that name either', [["''", '"Stryker was here!"']]),
  ...equivalentsIn(
    'functions/core/model/duration.ts',
    'what was read before makes this true; the line narrows the type',
    [['match?.[1]', 'match[1]']],
  ),
  ...equivalentsIn(
    'functions/core/model/http-date.ts',
    'the parser returns nothing for no text alone, and what it throws is caught',
    [['parseRfc7231DateTime(text.trim())?.getTime', 'parseRfc7231DateTime(text.trim()).getTime']],
  ),
  ...equivalentsIn(
    'functions/core/model/instant.ts',
    'what was read before makes this true; the line narrows the type',
    [
      ['read === undefined || at === undefined', 'read === undefined && at === undefined'],
      ['read === undefined || at === undefined', 'false'],
      ['read === undefined', 'false'],
      ['at === undefined', 'false'],
    ],
  ),
  ...equivalentsIn('functions/core/model/instant.ts', 'no count is plausible in both units', [
    ['!isPlausible(seconds) && isPlausible(other)', '!isPlausible(seconds) || isPlausible(other)'],
  ]),
  ...equivalentsIn(
    'functions/core/model/instant.ts',
    'infinity is not plausible, and isFinite is false for all but numbers',
    [
      ["typeof count === 'number' && Number.isFinite(count)", "typeof count === 'number' || Number.isFinite(count)"],
      ["typeof count === 'number'", 'true'],
    ],
  ),
  ...equivalentsIn('functions/core/model/instant.ts', '100,000,000 is no date', [
    ['value < 100_000_000', 'value <= 100_000_000'],
  ]),
  ...equivalentsIn('functions/core/model/scopes.ts', 'empty scopes are left out', [['/[\\s,]+/', '/[\\s,]/']]),
  ...equivalentsIn('functions/core/model/scopes.ts', 'an own field of a record has a value', [
    ['[]', '["Stryker was here"]'],
  ]),
  ...equivalentsIn(
    'functions/core/model/secret-value.ts',
    'what was read before makes this true; the line narrows the type',
    [
      ['object.fields?.get', 'object.fields.get'],
      ['expiryFieldName === null', 'false'],
    ],
  ),
  ...equivalentsIn('functions/core/probe/challenge.ts', 'a parameter has a quoted or a bare value', [
    ["''", '"Stryker was here!"'],
  ]),
]
