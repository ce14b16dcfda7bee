import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { missingScopeIn, retryAfterMsOf } from '../../examples/clients/headers.ts'

const nowMs = Date.UTC(2027, 2, 1, 10)

describe('the headers that the example clients read', () => {
  const waits: readonly (readonly [header: string | undefined, waitMs: number | null])[] = [
    [undefined, null],
    ['2', 2_000],
    ['2.5', 2_500],
    ['0', 0],
    ['-5', null],
    ['+5', null],
    ['1e3', null],
    ['', null],
    ['soon', null],
    ['Mon, 01 Mar 2027 10:00:07 GMT', 7_000],
    ['Mon, 01 Mar 2027 09:59:00 GMT', 0],
    ['Mon, 41 Mar 2027 10:00:07 GMT', null],
    ['Mon Mar  1 10:00:07 2027', null],
    ['2027-03-01', null],
  ]
  for (const [header, waitMs] of waits)
    it(`wait ${waitMs} ms for Retry-After: ${header}`, () => assert.equal(retryAfterMsOf(header, nowMs), waitMs))

  const challenges: readonly (readonly [challenge: string, scope: string | null])[] = [
    ['', null],
    ['Bearer error="insufficient_scope", scope="orders:write"', 'orders:write'],
    ['Bearer scope=orders:write, error="insufficient_scope"', 'orders:write'],
    ['Bearer error="insufficient_scope", scope = "a b"', 'a b'],
    ['Bearer SCOPE=a', 'a'],
    ['Bearer required_scope="b", scope=a', 'a'],
    ['Bearer required_scope="b"', null],
    ['Bearer error="insufficient_scope"', null],
  ]
  for (const [challenge, scope] of challenges)
    it(`name the scope ${scope} in ${challenge}`, () => assert.equal(missingScopeIn(challenge), scope))
})
