import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { plainTerms } from '../../../functions/core/model/ours.ts'
import { type AssessOptions, assess, hasTurned, needsConfirmation } from '../../../functions/core/probe/assess.ts'
import { aCheck, aSecret, declaring } from '../../support/check.ts'
import { aFailure, anAnswer, aRejection, nowMs, nowSeconds } from '../../support/reading.ts'

const day = 86_400
const ending = (seconds: number) => anAnswer({ expiries: [{ source: 'answer', at: nowSeconds + seconds }] })

describe('the verdict on one check', () => {
  it('is healthy without findings', () => {
    const verdict = assess(aCheck(), [anAnswer()], nowMs)
    assert.deepEqual(
      [verdict.check, verdict.standing, verdict.reason, verdict.severity, verdict.findings, verdict.at],
      ['production/ci-bot', 'valid', 'healthy', 'none', [], nowMs],
    )
  })

  it('names the worst of several findings and keeps all of them', () => {
    const scopes = { required: [], missing: [], forbidden: ['admin'] }
    const verdict = assess(aCheck(), [{ ...ending(day), scopes }], nowMs)
    assert.deepEqual([verdict.standing, verdict.reason], ['valid', 'expiring'])
    assert.deepEqual(
      verdict.findings.map(({ reason }) => reason),
      ['over_scoped', 'expiring'],
    )
  })

  it('needs at least one reading', () => {
    assert.throws(() => assess(aCheck(), [], nowMs), /at least one reading/)
  })

  it('is unknown after a failed attempt', () => {
    const verdict = assess(aCheck(), [aFailure()], nowMs)
    assert.deepEqual([verdict.standing, verdict.reason, verdict.severity], ['unknown', 'unreachable', 'notice'])
  })

  it('carries the evidence of the last attempt', () => {
    const identity = { expected: 'bot', seen: 'bot', matches: true }
    const { evidence } = assess(aCheck(), [aFailure(), anAnswer({ identity })], nowMs)
    assert.deepEqual(evidence, {
      status: 200,
      rule: 'success',
      identity,
      environment: null,
      scopes: null,
      expiry: null,
      latencyMs: 42,
      versionId: 'version-1',
      attempts: 2,
    })
  })
})

describe('a token of which only the date is known', () => {
  const declared = (seconds: number) => ({ ...ending(seconds), status: null })

  it('has no latency', () => assert.equal(assess(aCheck(), [declared(day)], nowMs).evidence.latencyMs, null))

  it('needs a second look once the date is over, and not before', () => {
    assert.equal(needsConfirmation(aCheck(), [declared(day)], nowMs), false)
    assert.equal(needsConfirmation(aCheck(), [declared(-day)], nowMs), true)
  })
})

describe('the expiry of a check', () => {
  const dates: [string, Partial<Check>, ReturnType<typeof anAnswer> | ReturnType<typeof aFailure>, unknown][] = [
    ['nobody names', {}, anAnswer(), null],
    ['a failed attempt does not name', {}, aFailure(), null],
    ['the answer names', {}, ending(day), { source: 'answer', at: nowSeconds + day }],
    ['the operator declares', { expiry: declaring({ expires: nowSeconds + 9 }) }, anAnswer(), declaredIn(9)],
    ['several name: the earliest', { expiry: declaring({ expires: nowSeconds + 9 }) }, ending(day), declaredIn(9)],
    [
      'a failed attempt leaves to declare',
      { expiry: declaring({ expires: nowSeconds + 9 }) },
      aFailure(),
      declaredIn(9),
    ],
    [
      'follows from its age',
      { expiry: declaring({ issuedAt: nowSeconds - day, maxAgeSeconds: 3 * day }) },
      anAnswer(),
      { source: 'max_age', at: nowSeconds + 2 * day },
    ],
    ['an age without a beginning does not name', { expiry: declaring({ maxAgeSeconds: day }) }, anAnswer(), null],
    ['a beginning without an age does not name', { expiry: declaring({ issuedAt: nowSeconds }) }, anAnswer(), null],
  ]
  for (const [what, overrides, reading, expiry] of dates)
    it(`is what ${what}`, () => {
      assert.deepEqual(assess(aCheck(overrides), [reading], nowMs).evidence.expiry, expiry)
    })
})

describe('a token that will soon expire', () => {
  const ends: [string, number, string, string][] = [
    ['a second before the warning window', 30 * day + 1, 'healthy', 'none'],
    ['where the warning window begins', 30 * day, 'expiring', 'notice'],
    ['a second before the critical window', 3 * day + 1, 'expiring', 'notice'],
    ['where the critical window begins', 3 * day, 'expiring', 'page'],
    ['in its last second', 1, 'expiring', 'page'],
    ['at its end, and still accepted', 0, 'overdue', 'notice'],
    ['within the leeway after its end, and still accepted', -299, 'overdue', 'notice'],
    ['after an end that its provider names and does not keep to', -day, 'expiry_unreadable', 'notice'],
  ]
  for (const [when, secondsLeft, reason, severity] of ends)
    it(`${when} is ${reason} with severity ${severity}`, () => {
      const verdict = assess(aCheck(), [ending(secondsLeft)], nowMs)
      assert.deepEqual([verdict.reason, verdict.severity], [reason, severity])
    })
})

describe('a rotation', () => {
  const within: Check['rotation'] = { by: 'existing', functionArn: 'arn', rotateWithinSeconds: 7 * day }
  const ours: Check['rotation'] = {
    by: 'ours',
    grant: 'client_credentials',
    tokenUrl: 'https://id.example/token',
    scope: null,
    audience: null,
    authentication: 'client_secret_basic',
    client: aSecret({ clientId: 'id', clientSecret: 'secret' }),
    terms: plainTerms,
    rotateWithinSeconds: 7 * day,
  }
  const dead = aRejection({ expiries: [{ source: 'jwt', at: nowSeconds - day }] })
  const keptUntil = (seconds: number) => anAnswer({ expiries: [{ source: 'secret_field', at: nowSeconds + seconds }] })
  const unreadable = anAnswer({ expiries: [{ source: 'secret_field', at: 'unreadable', found: 'true' }] })
  const unknown = { ...ending(day), meaning: 'provider_error', status: 503, rule: 'server-error' } as const
  const app: Check['rotation'] = {
    by: 'ours',
    grant: 'github_app',
    api: 'https://api.example',
    appId: '1',
    installationId: '2',
    client: aSecret({ privateKey: 'key' }),
    terms: plainTerms,
    rotateWithinSeconds: 7 * day,
  }
  const refreshed: Check['rotation'] = {
    by: 'ours',
    grant: 'provider',
    provider: 'cloudflare',
    api: null,
    options: {},
    client: null,
    lifeSeconds: null,
    terms: plainTerms,
    rotateWithinSeconds: 7 * day,
  }
  const rejected = aRejection()
  const revoked = aRejection({ meaning: 'revoked' })
  const stranger = aRejection({ meaning: 'wrong_environment' })
  const cases: [string, Check['rotation'], Parameters<typeof assess>[1], boolean][] = [
    ['by client credentials is due for an expired token', ours, [dead, dead], true],
    ['by client credentials is due for a rejected token', ours, [rejected, rejected], true],
    ['by a GitHub App is due for a revoked token', app, [revoked, revoked], true],
    ['by a GitHub App is not due for a token of another environment', app, [stranger, stranger], false],
    ['that needs the old token is not due for a dead one', refreshed, [rejected, rejected], false],
    ['that a person makes is not due for a dead one', { by: 'manual' }, [rejected, rejected], false],
    ['is due inside its window', within, [ending(7 * day)], true],
    ['of our own is due inside its window', ours, [ending(7 * day)], true],
    ['is not due before its window', within, [ending(7 * day + 1)], false],
    ['is due for a token that works past the date in its secret', within, [keptUntil(-day)], true],
    ['is not due for an end that the provider does not keep to', within, [ending(-day)], false],
    ['is not due for an expiry that cannot be read', within, [unreadable], false],
    ['is never due where a person rotates', { by: 'manual' }, [ending(day)], false],
    ['is never due without an expiry', within, [anAnswer()], false],
    ['is never due for a token that is dead', within, [dead, dead], false],
    ['is never due while the check is unknown', within, [unknown], false],
    ['is never due on the word of one bad answer', within, [dead], false],
  ]
  for (const [what, rotation, readings, due] of cases)
    it(what, () => assert.equal(assess(aCheck({ rotation }), readings, nowMs).rotationDue, due))
})

describe('a token that is refused after an end that was known', () => {
  const ended = { source: 'header', at: nowSeconds - 60 } as const
  const rejected = aRejection()
  const verdictOf = (earlier: AssessOptions['earlier'], ...readings: Parameters<typeof assess>[1]) =>
    assess(aCheck(), readings, nowMs, earlier === undefined ? {} : { earlier })

  it('has expired, although the refusal does not name the end again', () => {
    const verdict = verdictOf({ versionId: 'version-1', expiry: ended }, rejected, rejected)
    assert.deepEqual([verdict.reason, verdict.evidence.expiry], ['expired', ended])
  })

  const others: readonly (readonly [string, NonNullable<AssessOptions['earlier']>])[] = [
    ['of another version', { versionId: 'version-0', expiry: ended }],
    ['of no version', { versionId: null, expiry: ended }],
    ['that never comes', { versionId: 'version-1', expiry: { source: 'header', at: 'never' } }],
    ['that is ahead', { versionId: 'version-1', expiry: { source: 'header', at: nowSeconds + 60 } }],
    [
      'that the config declared before',
      { versionId: 'version-1', expiry: { source: 'declared', at: nowSeconds - 60 } },
    ],
    ['that a zone may still put off', { versionId: 'version-1', expiry: { ...ended, latest: nowSeconds + 60 } }],
    ['that is not known', { versionId: 'version-1', expiry: null }],
  ]
  for (const [what, earlier] of others)
    it(`is rejected by an end ${what}`, () => {
      assert.equal(verdictOf(earlier, rejected, rejected).reason, 'rejected')
    })

  it('keeps the known end while the check cannot be judged', () => {
    const verdict = verdictOf({ versionId: 'version-1', expiry: ended }, aFailure())
    assert.deepEqual([verdict.reason, verdict.evidence.expiry], ['unreachable', ended])
  })

  it('is judged by what a living answer says now', () => {
    assert.equal(verdictOf({ versionId: 'version-1', expiry: ended }, anAnswer()).evidence.expiry, null)
  })
})

describe('a refusal that is explained', () => {
  const explain = () => ({ reason: 'half_rotated', detail: 'another version works' }) as const

  it('is rewritten once it is proved', () => {
    const { findings, reason } = assess(aCheck(), [aRejection(), aRejection()], nowMs, { explain })
    assert.deepEqual([findings, reason], [[explain()], 'half_rotated'])
  })

  it('is left as it is while it is not proved, and so is all that is no refusal', () => {
    const scopes = { required: ['read'], missing: ['read'], forbidden: [] }
    const identity = { expected: 'bot', seen: 'mallory', matches: false }
    for (const readings of [[aRejection()], [anAnswer({ scopes })], [anAnswer({ identity }), anAnswer({ identity })]])
      assert.deepEqual(assess(aCheck(), readings, nowMs, { explain }), assess(aCheck(), readings, nowMs))
  })

  it('stands beside other findings, which keep their words', () => {
    const scopes = { required: ['read'], missing: ['read'], forbidden: [] }
    const readings = [aRejection({ scopes }), aRejection({ scopes })]
    assert.deepEqual(
      assess(aCheck(), readings, nowMs, { explain }).findings.map(({ reason }) => reason),
      ['half_rotated', 'under_scoped'],
    )
  })
})

describe('findings of reviews', () => {
  const reviewFindings = [{ reason: 'consumers_stale', detail: 'web' }] as const

  it('count while the token is valid, also where it is not perfect', () => {
    assert.equal(assess(aCheck(), [anAnswer()], nowMs, { reviewFindings }).reason, 'consumers_stale')
    const { findings } = assess(aCheck(), [ending(day)], nowMs, { reviewFindings })
    assert.deepEqual(
      findings.map(({ reason }) => reason),
      ['expiring', 'consumers_stale'],
    )
  })

  it('are left out if the token is invalid or unknown', () => {
    for (const readings of [[aRejection(), aRejection()], [aRejection()], [aFailure()]])
      assert.deepEqual(assess(aCheck(), readings, nowMs, { reviewFindings }), assess(aCheck(), readings, nowMs))
  })
})

describe('a provider that takes its word back', () => {
  const lacking = { required: ['read'], missing: ['read'], forbidden: [] }
  const rejected = aRejection()
  const accepted = anAnswer()
  const cases: [string, Parameters<typeof assess>[1], boolean][] = [
    ['refuses and then accepts one version', [rejected, accepted], true],
    ['does so after another refusal', [rejected, rejected, accepted], true],
    ['accepts with a flaw that leaves the token valid', [rejected, ending(day)], true],
    ['accepts and then refuses', [accepted, rejected], false],
    ['refuses for two reasons and then accepts', [aRejection({ scopes: lacking }), accepted], true],
    ['is then asked no more, and the date is far', [rejected, { ...ending(40 * day), status: null }], true],
    ['always accepts', [accepted, accepted], false],
    ['always refuses', [rejected, rejected], false],
    ['refuses and then does not answer', [rejected, aFailure()], false],
    ['refuses and then is in trouble', [rejected, anAnswer({ meaning: 'provider_error', status: 503 })], false],
    ['refuses an older version', [{ ...rejected, versionId: 'version-0' }, accepted], false],
    ['fails and then accepts', [aFailure(), accepted], false],
    ['is in trouble and then accepts', [anAnswer({ meaning: 'provider_error', status: 503 }), accepted], false],
  ]
  for (const [what, readings, turned] of cases)
    it(`${turned ? 'has' : 'has not'} turned where it ${what}`, () =>
      assert.equal(hasTurned(aCheck(), readings, nowMs), turned))
})

function declaredIn(seconds: number) {
  return { source: 'declared', at: nowSeconds + seconds }
}
