import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withScopes } from '../../../../functions/core/probe/ask/known-scopes.ts'
import { anAnswer } from '../../../support/reading.ts'

const lacking = (...missing: readonly string[]) => ({ required: ['read', 'write'], missing, forbidden: [] })

describe('scopes that are known beside an answer', () => {
  const rows: [string, Parameters<typeof anAnswer>[0], Parameters<typeof withScopes>[1], readonly string[] | null][] = [
    ['count if the answer names none', { scopes: null }, lacking('write'), ['write']],
    ['do not outweigh those of the answer', { scopes: lacking() }, lacking('write'), []],
    [
      'outweigh those that a refusal asks for, if some are missing',
      { scopes: lacking('read'), scopesAsked: true },
      lacking('write'),
      ['write'],
    ],
    ['do not take back what a refusal asks for', { scopes: lacking('read'), scopesAsked: true }, lacking(), ['read']],
    ['may be absent', { scopes: lacking('read'), scopesAsked: true }, null, ['read']],
    ['may be absent in both', { scopes: null }, null, null],
  ]
  for (const [what, answer, read, missing] of rows)
    it(what, () => assert.deepEqual(withScopes(anAnswer(answer), read).scopes?.missing ?? null, missing))
})
