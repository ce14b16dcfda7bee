import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { alive, jsonReply, watching } from '../../support/watched-api.ts'

const text = (status: number, body: string): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/plain' },
  body,
})
const missing = jsonReply(401, { error: 'no key' })

describe('an undocumented refusal that differs from that of a broken credential', () => {
  const forbidden = (headers: Readonly<Record<string, string>> = {}) =>
    jsonReply(403, { message: 'Forbidden' }, headers)
  const otherReasons: readonly (readonly [what: string, broken: Behaviour, real: Behaviour])[] = [
    ['a number', jsonReply(400, { error: { code: 190 } }), jsonReply(400, { error: { code: 4 } })],
    ['a long code', jsonReply(403, { code: 40101 }), jsonReply(403, { code: 40302 })],
    ['a text with a code', text(403, 'error code: 1010'), text(403, 'error code: 1015')],
    ['a word with digits', jsonReply(422, { code: 'E1001' }), jsonReply(422, { code: 'E2002' })],
    ['a code in words', text(403, 'ERR_ACCESS_DENIED_BY_KEY_01'), text(403, 'ERR_ACCESS_DENIED_BY_KEY_02')],
    ['a code in a header', forbidden({ 'x-amzn-errortype': 'A' }), forbidden({ 'x-amzn-errortype': 'B' })],
    ['a wait', forbidden(), forbidden({ 'retry-after': '60' })],
    ['a used-up limit', forbidden(), forbidden({ 'x-ratelimit-remaining': '0' })],
    ['a single sign-on', forbidden(), forbidden({ 'x-github-sso': 'required' })],
    ['a challenge', forbidden(), forbidden({ 'cf-mitigated': 'challenge' })],
    ['a captcha', forbidden(), forbidden({ 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE' })],
    ['a limit of the drafts', forbidden(), forbidden({ ratelimit: 'limit=10, remaining=0, reset=5' })],
    ['a limit of the last draft', forbidden(), forbidden({ ratelimit: '"default";r=0;t=50' })],
    ['a used-up quota', forbidden(), forbidden({ 'x-quota-remaining': '0' })],
    ['a country for both', text(403, 'Closed to your country'), text(403, 'Closed to your country')],
    ['a quota for both', text(403, 'Quota exceeded'), text(403, 'Quota exceeded')],
    ['a clock for both', jsonReply(403, { code: 'ClockSkew' }), jsonReply(403, { code: 'ClockSkew' })],
    ['a guard for both', text(403, 'Automated access denied'), text(403, 'Automated access denied')],
    ['a bill for both', text(403, 'Billing is disabled'), text(403, 'Billing is disabled')],
    ['an excuse for both', forbidden({ 'retry-after': '9' }), forbidden({ 'retry-after': '9' })],
  ]
  for (const [what, broken, real] of otherReasons)
    it(`proves nothing with another reason: ${what}`, () =>
      watching(
        (caller) => ({ real: alive, broken, nobody: missing })[caller],
        { everySeconds: 3_600, controls: true },
        async ({ become, tick, state, subjects }) => {
          await tick(60)
          assert.equal(state()?.reason, 'healthy')
          become((caller) => ({ real, broken, nobody: missing })[caller])
          await tick(60)
          assert.notEqual(state()?.standing, 'invalid')
          assert.deepEqual(subjects(), [])
        },
      ))
})
