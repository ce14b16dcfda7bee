import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assess } from '../../../functions/core/probe/assess.ts'
import { logReadings, scopeHash } from '../../../functions/core/probe/log-readings.ts'
import { aCheck, declaring } from '../../support/check.ts'
import { aFailure, anAnswer, nowMs, timings } from '../../support/reading.ts'
import { openAudience } from '../../support/stores.ts'

const tick = nowMs - 1_000
const shared = { event: 'reading', check: 'production/ci-bot', provider: 'http', tick, versionId: 'version-1' }

it('each attempt is one event with its own result and the verdict of all attempts', () => {
  const scopes = { required: ['repo'], missing: ['repo'], forbidden: ['admin'] }
  const readings = [anAnswer({ scopes }), aFailure()]
  const { events, log } = openAudience()
  logReadings(aCheck(), { verdict: assess(aCheck(), readings, nowMs), readings }, tick, log)
  const verdict = { standing: 'unknown', reason: 'settling', expiresAt: null, expirySource: null }
  const [first, second] = [
    { attempt: 1, shown: 'success', retried: false, status: 200, timings, ...scopes, scopeHash: scopeHash(scopes) },
    {
      attempt: 2,
      shown: 'connection_refused',
      retried: false,
      status: null,
      timings: null,
      required: [],
      missing: [],
      forbidden: [],
      scopeHash: null,
    },
  ]
  assert.deepEqual(events, [
    { ...shared, ...verdict, ...first },
    { ...shared, ...verdict, ...second },
  ])
})

it('an event names the expiry of the token, and its source', () => {
  const readings = [anAnswer()]
  const check = aCheck({ expiry: declaring({ expires: 2_000_000_000 }) })
  const { events, log } = openAudience()
  logReadings(check, { verdict: assess(check, readings, nowMs), readings }, tick, log)
  const [event] = events
  assert.deepEqual(event?.event === 'reading' && [event.expiresAt, event.expirySource], [2_000_000_000, 'declared'])
})

it('the hash of scopes is the same in any order, and another for other scopes', () => {
  const scopes = { required: ['read', 'write'], missing: [], forbidden: [] }
  const hashes = [scopes, { ...scopes, required: ['write', 'read'] }, { ...scopes, missing: ['write'] }, null]
  const [first, turned, other, none] = hashes.map(scopeHash)
  assert.match(first ?? '', /^[0-9a-f]{8}$/)
  assert.deepEqual([turned === first, other === first, none], [true, false, null])
})
