import assert from 'node:assert/strict'
import { it } from 'node:test'
import { explain, explanationText } from '../../cli/report/explain.ts'
import type { Reading } from '../../functions/core/model/reading.ts'
import { assess } from '../../functions/core/probe/assess.ts'
import { aCheck } from '../support/check.ts'
import { anAnswer, nowSeconds } from '../support/reading.ts'

const refused = (rule: string, profile = 'http') => {
  const readings: readonly Reading[] = [anAnswer({ status: 403, meaning: 'unrecognized', rule })]
  const check = { ...aCheck(), profile }
  return explanationText([explain(check, { readings, verdict: assess(check, readings, nowSeconds * 1_000) })])
}

it('an undocumented refusal is explained with the line that would declare it', () => {
  const text = refused('forbidden-undocumented')
  assert.match(text, /declare what it means in answers/)
  assert.match(
    text,
    / {2}declare {3}answers: \[\{ status: 403, when: "message == '\.\.\.'", means: 'under_scoped' \}\],/,
  )
})

it('the line for a profile of the catalogue calls it a harmless question that was refused', () => {
  for (const profile of ['github', 'render', 'vercel', 'sentry', 'fly'])
    assert.match(refused('forbidden-undocumented', profile), /means: 'ping_forbidden' \}\],/)
})

it('any other answer needs no declaration', () => {
  assert.doesNotMatch(refused('unlisted'), / {2}declare /)
})
