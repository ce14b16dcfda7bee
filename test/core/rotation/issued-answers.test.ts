import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { namesError } from '../../../functions/core/model/error-bodies.ts'
import { issuedBy } from '../../../functions/core/rotation/rotators/answers.ts'
import { rotatorSpecOf } from '../../../functions/providers/rotators.ts'
import { nowMs } from '../../support/reading.ts'
import { aWireAnswer } from '../../support/wire.ts'

const read = { values: { token: 'key.value' }, id: null, expires: null, ok: null }

/** Bodies with a good status and without a value. */
const bodies: readonly (readonly [body: unknown, kind: 'refused' | 'unreadable'])[] = [
  [{ error: 'quota' }, 'refused'],
  [{ errors: ['quota'] }, 'refused'],
  [{ code: 403, message: 'Not yours' }, 'refused'],
  [{ status: 'failed', detail: 'quota' }, 'refused'],
  [{ data: { error: { id: 7 } } }, 'refused'],
  [{ success: 'false' }, 'refused'],
  [{ errorCode: 'QUOTA' }, 'refused'],
  [{ errcode: 0, errmsg: 'ok' }, 'unreadable'],
  [{ errors: [] }, 'unreadable'],
  [{ error: {} }, 'unreadable'],
  [{ error: null, id: 'k1' }, 'unreadable'],
  [{ code: 201, id: 'k1' }, 'unreadable'],
  [{ key: { id: 'k1' } }, 'unreadable'],
  [{ key: { value: '' } }, 'unreadable'],
]

describe('a good status without a new credential', () => {
  for (const [body, kind] of bodies)
    it(`is ${kind} if it is ${JSON.stringify(body)}, by the words of the whole project`, () => {
      const outcome = issuedBy(aWireAnswer(200, body), rotatorSpecOf('linode'), read, nowMs)
      assert.equal(outcome.kind, kind)
      assert.equal(namesError(body), kind === 'refused')
    })
})
