import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Expiry } from '../../../functions/core/model/expiry.ts'
import type { FailedAssertion, Reading } from '../../../functions/core/model/reading.ts'
import type { Reason } from '../../../functions/core/model/reason.ts'
import { findingsOf } from '../../../functions/core/probe/findings.ts'
import { aCheck, expecting } from '../../support/check.ts'
import { aFailure, anAnswer, aRejection, nowSeconds, timings } from '../../support/reading.ts'

const day = 86_400
const inDays = (days: number): Expiry => ({ source: 'answer', at: nowSeconds + days * day })
const compared = (expected: string | null, seen: string | null) => ({ expected, seen, matches: seen === expected })
const lacking = { required: ['repo', 'hook'], missing: ['repo', 'hook'], forbidden: [] }
const needsRepo = { expect: expecting({ scopes: { require: ['repo'], forbid: [] } }) }
const slowAfter40 = { expect: expecting({ slowAfterMs: 40 }) }

const failed = (expression: string, parts: Partial<FailedAssertion> = {}): FailedAssertion => ({
  expression,
  because: 'differs',
  statesAbsence: false,
  ...parts,
})
const noErrors = failed('errors == null', { statesAbsence: true })

type Case = {
  readonly so: string
  readonly reading: Reading
  readonly check?: Partial<Check>
  readonly expiry?: Expiry
  readonly found: readonly (readonly [Reason, string])[]
}

const cases: readonly Case[] = [
  { so: 'an accepted token is fine', reading: anAnswer(), found: [] },
  {
    so: 'an unknown authority comes with the way out',
    reading: aFailure({ reason: 'tls_failed', code: 'certificate_not_trusted', phase: 'tls' }),
    found: [
      [
        'tls_failed',
        'certificate_not_trusted (tls); no known authority vouches for the certificate: if it is one of yours, name it in `privateCa`',
      ],
    ],
  },
  {
    so: 'an attempt that failed is described by its code and phase',
    reading: aFailure({ reason: 'tls_failed', code: 'certificate_expired', phase: 'tls' }),
    found: [
      [
        'tls_failed',
        'certificate_expired (tls); the certificate of the host is out of its dates: its owner has to replace it',
      ],
    ],
  },
  {
    so: 'a refused token is described by the rule that matched',
    reading: aRejection(),
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'a token that is refused after its known end has expired',
    reading: aRejection(),
    expiry: { source: 'declared', at: nowSeconds - day - 3_600 },
    found: [['expired', 'unauthorized (HTTP 401), expired 1d 1h ago, at 2026-11-20T11:00:00Z (declared)']],
  },
  {
    so: 'a token that is refused at the very second of its end has expired',
    reading: aRejection(),
    expiry: { source: 'jwt', at: nowSeconds },
    found: [['expired', 'unauthorized (HTTP 401), expired 0s ago, at 2026-11-21T12:00:00Z (jwt)']],
  },
  {
    so: 'a token that is refused before its end is rejected',
    reading: aRejection(),
    expiry: inDays(1),
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'a token that is refused although it never expires is rejected',
    reading: aRejection(),
    expiry: { source: 'answer', at: 'never' },
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'a revoked token is revoked, whatever its date',
    reading: anAnswer({ meaning: 'revoked', rule: 'token-revoked', status: 200 }),
    expiry: inDays(-1),
    found: [['revoked', 'token-revoked (HTTP 200)']],
  },
  {
    so: 'what is read of a token without a request has no status',
    reading: anAnswer({ meaning: 'wrong_environment', rule: 'other-issuer', status: null }),
    found: [['wrong_environment', 'other-issuer']],
  },
  {
    so: 'another identity is named beside the expected one',
    reading: anAnswer({ identity: compared('bot', 'mallory') }),
    found: [['wrong_identity', 'expected identity bot, the answer says mallory']],
  },
  {
    so: 'an answer without the identity proves nothing',
    reading: anAnswer({ identity: compared('bot', null) }),
    found: [['unrecognized', 'the answer names no identity, expected bot']],
  },
  { so: 'an identity that nobody expects is fine', reading: anAnswer({ identity: compared(null, null) }), found: [] },
  {
    so: 'another environment is named beside the expected one',
    reading: anAnswer({ environment: compared('production', 'staging') }),
    found: [['wrong_environment', 'expected environment production, the answer says staging']],
  },
  {
    so: 'missing and forbidden scopes are two findings',
    reading: anAnswer({ scopes: { required: ['repo'], missing: ['repo'], forbidden: ['delete_repo'] } }),
    check: needsRepo,
    found: [
      ['under_scoped', 'missing scopes: repo'],
      ['over_scoped', 'forbidden scopes granted: delete_repo'],
    ],
  },
  {
    so: 'a check that declares scopes is unknown if the answer names none',
    reading: anAnswer(),
    check: needsRepo,
    found: [['unrecognized', 'the answer names no scopes, the check declares some']],
  },
  {
    so: 'a check that only forbids scopes is unknown too',
    reading: anAnswer(),
    check: { expect: expecting({ scopes: { require: [], forbid: ['delete_repo'] } }) },
    found: [['unrecognized', 'the answer names no scopes, the check declares some']],
  },
  {
    so: 'a refused ping that names the scope it wanted is a missing scope',
    reading: anAnswer({ status: 403, meaning: 'ping_forbidden', rule: 'forbidden', scopes: lacking }),
    check: needsRepo,
    found: [
      ['ping_forbidden', 'forbidden (HTTP 403)'],
      ['under_scoped', 'missing scopes: repo, hook'],
    ],
  },
  {
    so: 'a refused ping leaves declared scopes unread',
    reading: anAnswer({ status: 403, meaning: 'ping_forbidden', rule: 'forbidden' }),
    check: needsRepo,
    found: [
      ['ping_forbidden', 'forbidden (HTTP 403)'],
      ['unrecognized', 'the answer names no scopes, the check declares some'],
    ],
  },
  {
    so: 'a refused ping leaves a declared identity unread',
    reading: anAnswer({ status: 403, meaning: 'ping_forbidden', rule: 'forbidden' }),
    check: { expect: expecting({ identity: 'bot' }) },
    found: [
      ['ping_forbidden', 'forbidden (HTTP 403)'],
      ['unrecognized', 'the request was refused, so the identity bot was not read'],
    ],
  },
  {
    so: 'an identity that claims name counts although the ping was refused',
    reading: anAnswer({ status: 403, meaning: 'ping_forbidden', rule: 'x', identity: compared('bot', 'mallory') }),
    check: { expect: expecting({ identity: 'bot' }) },
    found: [
      ['ping_forbidden', 'x (HTTP 403)'],
      ['wrong_identity', 'expected identity bot, the answer says mallory'],
    ],
  },
  {
    so: 'an identity that claims name counts although the answer says nothing',
    reading: anAnswer({ status: 400, meaning: 'unrecognized', rule: 'unlisted', identity: compared('bot', 'mallory') }),
    found: [
      ['unrecognized', 'unlisted (HTTP 400)'],
      ['wrong_identity', 'expected identity bot, the answer says mallory'],
    ],
  },
  {
    so: 'an environment that claims name counts although nobody answers for the API',
    reading: anAnswer({
      status: 503,
      meaning: 'provider_error',
      rule: 'server-error',
      environment: compared('production', 'staging'),
    }),
    found: [
      ['provider_error', 'server-error (HTTP 503)'],
      ['wrong_environment', 'expected environment production, the answer says staging'],
    ],
  },
  {
    so: 'claims that name no identity add nothing to an outage',
    reading: anAnswer({
      status: 503,
      meaning: 'provider_error',
      rule: 'server-error',
      identity: compared('bot', null),
    }),
    found: [['provider_error', 'server-error (HTTP 503)']],
  },
  {
    so: 'a refused token is not asked for its identity',
    reading: aRejection({ identity: compared('bot', null) }),
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'all forbidden scopes are named',
    reading: anAnswer({ scopes: { required: [], missing: [], forbidden: ['admin', 'delete_repo'] } }),
    found: [['over_scoped', 'forbidden scopes granted: admin, delete_repo']],
  },
  {
    so: 'an answer that says nothing of the token is not asked for scopes',
    reading: anAnswer({ status: 503, meaning: 'provider_error', rule: 'server-error' }),
    check: needsRepo,
    found: [['provider_error', 'server-error (HTTP 503)']],
  },
  {
    so: 'each assertion that did not hold is a finding',
    reading: anAnswer({ failedAssertions: [failed("tenant == 'acme'"), failed('active')] }),
    found: [
      ['wrong_answer', "assertion failed: tenant == 'acme'"],
      ['wrong_answer', 'assertion failed: active'],
    ],
  },
  {
    so: 'an assertion about what the answer lacks proves nothing',
    reading: anAnswer({ failedAssertions: [failed("tenant == 'acme'", { because: 'absent' })] }),
    found: [['unrecognized', "the answer lacks what is asserted: tenant == 'acme'"]],
  },
  {
    so: 'an assertion that is neither true nor false is a fault of the check',
    reading: anAnswer({ failedAssertions: [failed('started', { because: 'not_boolean' })] }),
    found: [
      [
        'check_invalid',
        "an assertion is neither true nor false: started; say what it has to be, such as status == 'active'",
      ],
    ],
  },
  {
    so: 'an error beside no data proves nothing either',
    reading: anAnswer({ failedAssertions: [failed("viewer.login == 'bot'", { because: 'absent' }), noErrors] }),
    found: [
      ['unrecognized', "the answer lacks what is asserted: viewer.login == 'bot'"],
      ['unrecognized', 'assertion failed: errors == null'],
    ],
  },
  {
    so: 'nor does an error in an answer without the identity',
    reading: anAnswer({ identity: compared('bot', null), failedAssertions: [noErrors] }),
    found: [
      ['unrecognized', 'the answer names no identity, expected bot'],
      ['unrecognized', 'assertion failed: errors == null'],
    ],
  },
  {
    so: 'an error beside the data is a wrong answer',
    reading: anAnswer({ failedAssertions: [noErrors] }),
    found: [['wrong_answer', 'assertion failed: errors == null']],
  },
  {
    so: 'what differs is a wrong answer, whatever else is absent',
    reading: anAnswer({
      failedAssertions: [failed("tenant == 'acme'"), failed("plan == 'gold'", { because: 'absent' })],
    }),
    found: [
      ['wrong_answer', "assertion failed: tenant == 'acme'"],
      ['unrecognized', "the answer lacks what is asserted: plan == 'gold'"],
    ],
  },
  {
    so: 'an answer after the declared time is slow',
    reading: anAnswer(),
    check: slowAfter40,
    found: [['slow', 'answered after 42 ms, slow after 40 ms']],
  },
  {
    so: 'an answer in just the declared time is not slow',
    reading: anAnswer({ timings: { ...timings, totalMs: 40 } }),
    check: slowAfter40,
    found: [],
  },
  { so: 'a distant end is fine', reading: anAnswer(), expiry: inDays(31), found: [] },
  { so: 'no end at all is fine', reading: anAnswer(), expiry: { source: 'answer', at: 'never' }, found: [] },
  {
    so: 'an end inside the warning window is near',
    reading: anAnswer(),
    expiry: inDays(30),
    found: [['expiring', 'expires in 30d, at 2026-12-21T12:00:00Z (answer)']],
  },
  {
    so: 'a token that works past its date is overdue, not dead',
    reading: anAnswer(),
    expiry: inDays(-2),
    found: [['overdue', 'expired 2d ago, at 2026-11-19T12:00:00Z (answer)']],
  },
  {
    so: 'a token without a zone in its date may end now',
    reading: anAnswer(),
    expiry: { source: 'answer', at: nowSeconds - 3_600, latest: nowSeconds + 90_000 },
    found: [['expiring', 'expires now, at 2026-11-21T11:00:00Z (answer), or up to 1d 2h later: no time zone is named']],
  },
  {
    so: 'a refusal within the time that such a date leaves open is no expiry yet',
    reading: aRejection(),
    expiry: { source: 'answer', at: nowSeconds - 3_600, latest: nowSeconds + 90_000 },
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'what stands in the place of an expiry and is none is said',
    reading: anAnswer({ expiries: [{ source: 'secret_field', at: 'unreadable', found: 'a text of 4 characters' }] }),
    found: [['expiry_unreadable', 'a text of 4 characters stands where the expiry is expected (secret_field)']],
  },
  {
    so: 'an end that the provider names and does not keep to is none',
    reading: anAnswer({ expiries: [{ source: 'header', at: nowSeconds - 2 * day }] }),
    found: [
      [
        'expiry_unreadable',
        'expired 2d ago, at 2026-11-19T12:00:00Z (header), and the provider still accepts it: this is not its end',
      ],
    ],
  },
  {
    so: 'an expiry that cannot be read is no news of a dead token',
    reading: aRejection({ expiries: [{ source: 'secret_field', at: 'unreadable', found: 'true' }] }),
    found: [['rejected', 'unauthorized (HTTP 401)']],
  },
  {
    so: 'where nothing was asked the date decides',
    reading: anAnswer({ status: null, rule: 'declared' }),
    expiry: inDays(-2),
    found: [['expired', 'expired 2d ago, at 2026-11-19T12:00:00Z (answer)']],
  },
  {
    so: 'a date says nothing of a token that could not be asked about',
    reading: anAnswer({ status: 429, meaning: 'rate_limited', rule: 'rate-limit' }),
    expiry: inDays(1),
    found: [['rate_limited', 'rate-limit (HTTP 429)']],
  },
  {
    so: 'a token that may not call the ping is alive, so its date counts',
    reading: anAnswer({ status: 403, meaning: 'ping_forbidden', rule: 'forbidden' }),
    expiry: inDays(1),
    found: [
      ['ping_forbidden', 'forbidden (HTTP 403)'],
      ['expiring', 'expires in 1d, at 2026-11-22T12:00:00Z (answer)'],
    ],
  },
]

describe('the findings of one reading', () => {
  for (const { so, reading, check = {}, expiry = null, found } of cases)
    it(so, () => {
      const findings = findingsOf(reading, aCheck(check), expiry, nowSeconds)
      assert.deepEqual(
        findings.map(({ reason, detail }) => [reason, detail]),
        found,
      )
    })
})

describe('a kind of credential that its provider retires', () => {
  const ending = (inDays: number) => aCheck({ sunset: { what: 'App passwords', at: nowSeconds + inDays * day } })
  const reasonsOf = (check: Check) => findingsOf(anAnswer(), check, null, nowSeconds).map(({ reason }) => reason)

  it('is found from 180 days before its end, whatever window the check has for its own expiry', () => {
    assert.deepEqual(
      [181, 180, 0, -10].map((days) => reasonsOf(ending(days))),
      [[], ['type_sunset'], ['type_sunset'], ['type_sunset']],
    )
  })
  it('is reported with what ends, and when', () => {
    const [finding] = findingsOf(anAnswer(), ending(10), null, nowSeconds)
    assert.equal(finding?.detail, 'App passwords: the provider ends them on 2026-12-01')
  })
  it('is not reported for a token that is already invalid', () => {
    assert.deepEqual(
      findingsOf(aRejection(), ending(10), null, nowSeconds).map(({ reason }) => reason),
      ['rejected'],
    )
  })
})
