import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeclaredAnswer } from '../../../functions/core/model/check.ts'
import type { Rule } from '../../../functions/core/model/profile.ts'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { aWireAnswer } from '../../support/wire.ts'

const rules: readonly Rule[] = [
  {
    name: 'blocked',
    when: { status: 403, header: { name: 'x-reason', includes: 'Allow-List' } },
    means: 'blocked_from_here',
  },
  { name: 'expired', when: { status: [400, 403], body: "code == 'expired'" }, means: 'expired' },
  { name: 'forbidden', when: { status: 403 }, means: 'ping_forbidden' },
]

const meaning = (status: number, body: unknown, headers = {}, declared: readonly DeclaredAnswer[] = []) =>
  ruleFor(parseAnswer(aWireAnswer(status, body, headers)), declared, rules).name

describe('the rule for an answer', () => {
  it('is the first that matches', () => {
    assert.equal(meaning(403, { code: 'expired' }), 'expired')
    assert.equal(meaning(403, {}), 'forbidden')
  })

  it('includes both ends of its range', () => {
    assert.deepEqual(
      [399, 400, 402, 403, 404].map((status) => meaning(status, { code: 'expired' })),
      ['unlisted', 'expired', 'expired', 'expired', 'unlisted'],
    )
  })

  it('matches a part of a header, ignoring case', () => {
    assert.equal(meaning(403, {}, { 'x-reason': 'not on the ALLOW-list' }), 'blocked')
    assert.equal(meaning(403, {}, { 'x-reason': 'other' }), 'forbidden')
  })

  it('matches by one of two conditions, whatever the other makes of the body', () => {
    const conditions = ['length(errors) > `0`', "code == 'expired'"]
    for (const when of [conditions.join(' || '), conditions.toReversed().join(' || ')])
      for (const body of [{ code: 'expired' }, { code: 'expired', errors: 7 }, { errors: ['x'] }])
        assert.equal(meaning(409, body, {}, [{ status: 409, when, means: 'expired' }]), 'answer-409')
  })

  it('never matches by its body if the body is not JSON', () => {
    assert.equal(meaning(400, '<html>expired</html>'), 'unlisted')
  })

  it('matches by whole words of the error, ignoring case and punctuation', () => {
    const list: readonly Rule[] = [{ name: 'said', when: { errorWords: ['ip', 'too many'] }, means: 'unrecognized' }]
    const named = (body: unknown) => ruleFor(parseAnswer(aWireAnswer(400, body)), [], list).name
    const said = [{ error: 'IP_DENIED' }, { errors: [{ message: 'Too-many logins' }] }, { hint: 'Your IP, sir.' }]
    const others = [
      { error: 'recipient' },
      { error: 'too', hint: 'few' },
      { ip: '10.0.0.1' },
      'ip',
      null,
      [],
      { error: 7 },
    ]
    assert.deepEqual([...said, ...others].map(named), [...said.map(() => 'said'), ...others.map(() => 'unlisted')])
  })

  it('matches only HTML, or only other bodies, if it says so', () => {
    const list: readonly Rule[] = [
      { name: 'page', when: { status: 401, html: true }, means: 'wrong_target' },
      { name: 'refused', when: { status: 401, html: false }, means: 'rejected' },
    ]
    const named = (body: unknown) => ruleFor(parseAnswer(aWireAnswer(401, body)), [], list).name
    assert.deepEqual(['<!doctype html>', '<html>', '', {}].map(named), ['page', 'page', 'refused', 'refused'])
  })

  it('matches by its body only if its expression is true, not merely truthy', () => {
    const something: DeclaredAnswer = { status: 200, when: 'code', means: 'revoked' }
    assert.equal(meaning(200, { code: 'expired' }, {}, [something]), 'unlisted')
    assert.equal(meaning(200, { code: true }, {}, [something]), 'answer-200')
  })

  it('is the one that the check declares, before any of the profile', () => {
    const declared: DeclaredAnswer[] = [
      { status: 403, when: "code == 'gone'", means: 'revoked' },
      { status: 404, when: null, means: 'alive' },
    ]
    assert.deepEqual(
      [meaning(403, { code: 'gone' }, {}, declared), meaning(403, {}, {}, declared), meaning(404, '', {}, declared)],
      ['answer-403', 'forbidden', 'answer-404'],
    )
  })

  it('has a name of its own where nobody documents a 403', () => {
    const shown = [
      ['', {}],
      ['<html>', {}],
      [{ message: 'Forbidden' }, {}],
      [{}, { 'x-ratelimit-remaining': '0' }],
      ['<Error><Code>AccessDenied</Code></Error>', { 'content-type': 'application/xml' }],
    ] as const
    assert.deepEqual(
      shown.map(([body, headers]) => {
        const { name, means } = ruleFor(parseAnswer(aWireAnswer(403, body, headers)), [], [])
        return `${name} ${means}`
      }),
      shown.map(() => 'forbidden-undocumented unrecognized'),
    )
  })

  it('is unknown if none matches', () => {
    assert.deepEqual(ruleFor(parseAnswer(aWireAnswer(418)), [], rules).means, 'unrecognized')
  })
})
