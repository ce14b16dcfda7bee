import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absentSecrets, provedMissing } from '../../../functions/core/tick/absent-secrets.ts'
import { aCheck } from '../../support/check.ts'

const minute = 60_000
const check = aCheck()
const { key } = check
const listed = { absent: new Set<typeof key>(), untold: new Set<typeof key>() }
const absent = { ...listed, absent: new Set([key]) }
const untold = { ...listed, untold: new Set([key]) }

type Look = readonly [atMinute: number, swept: typeof listed | null, missing: boolean]

describe('a secret that is not listed', () => {
  const rows: readonly (readonly [what: string, looks: readonly Look[]])[] = [
    ['is not proved missing by one answer', [[0, absent, false]]],
    [
      'is not within the five minutes that a listing may be behind',
      [
        [0, absent, false],
        [5, absent, false],
      ],
    ],
    [
      'is after two complete answers six minutes apart',
      [
        [0, absent, false],
        [6, absent, true],
      ],
    ],
    [
      'is in every tick of a slow cadence but the first',
      [
        [0, absent, false],
        [1440, absent, true],
        [2880, absent, true],
      ],
    ],
    [
      'begins anew once it was listed',
      [
        [0, absent, false],
        [3, listed, false],
        [6, absent, false],
        [12, absent, true],
      ],
    ],
    [
      'is not by an answer that was not complete',
      [
        [0, absent, false],
        [6, untold, false],
        [7, absent, true],
      ],
    ],
    [
      'is not by a listing that failed',
      [
        [0, absent, false],
        [6, null, false],
        [7, absent, true],
      ],
    ],
    [
      'is not by incomplete answers alone',
      [
        [0, untold, false],
        [6, untold, false],
        [12, null, false],
      ],
    ],
  ]
  for (const [what, looks] of rows)
    it(what, () => {
      let last: { absent?: readonly (readonly [typeof key, number])[] } | null = null
      for (const [at, swept, missing] of looks) {
        const found = absentSecrets([check], swept, last, at * minute)
        assert.equal(provedMissing(found, swept, at * minute).has(key), missing, `minute ${at}`)
        last = { absent: [...found] }
      }
    })
})
