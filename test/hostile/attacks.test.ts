import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLongRun } from '../support/long-run.ts'
import { attacks } from './attacks/every.ts'

for (const [kind, rows] of Object.entries(attacks))
  describe(kind, () => {
    for (const { attack, expected, see } of rows.filter(({ long }) => isLongRun || long !== true))
      it(`${attack}: ${expected}`, async () => assert.equal(await see(), expected))
  })
