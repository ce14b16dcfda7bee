import assert from 'node:assert/strict'
import { it } from 'node:test'
import { explain, explanationText } from '../../cli/report/explain.ts'
import type { Reading } from '../../functions/core/model/reading.ts'
import { assess } from '../../functions/core/probe/assess.ts'
import { aCheck, expecting, reading } from '../support/check.ts'
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

/** Lines of `compared` for one answer, of a check that expects something or nothing. */
const comparedIn = (answer: Parameters<typeof anAnswer>[0], check = aCheck()) => {
  const readings = [anAnswer(answer)]
  const { compared } = explain(check, { readings, verdict: assess(check, readings, nowSeconds * 1_000) })
  return compared
}

it('says "not compared" of everything that was not compared', () => {
  const asserting = aCheck({ expect: expecting({ assert: ['ok', 'count'] }) })
  assert.deepEqual(comparedIn({}), [
    'identity: not compared',
    'environment: not compared',
    'scopes: not compared',
    'expiry: unknown',
  ])
  assert.deepEqual(
    comparedIn({ identity: { expected: null, seen: 'bot', matches: true } })[0],
    'identity: not compared, none is expected; found bot',
  )
  assert.deepEqual(comparedIn({ status: 401, meaning: 'rejected' }, asserting).slice(3, 5), [
    'assertion: ok: not compared',
    'assertion: count: not compared',
  ])
  const failed = [{ expression: 'count', because: 'absent', statesAbsence: false }] as const
  assert.deepEqual(comparedIn({ failedAssertions: failed }, asserting).slice(3, 5), [
    'assertion: ok: holds',
    'assertion: count: not compared, the answer lacks what it reads',
  ])
})

it('names the place of the config at which nothing was found', () => {
  const check = aCheck({
    paths: reading({ identity: 'user.login', scopes: { header: 'x-scopes' } }),
    expect: expecting({ identity: 'bot', scopes: { require: ['repo'], forbid: [] } }),
  })
  const readings = [anAnswer({ identity: { expected: 'bot', seen: null, matches: false } })]
  const { findings } = assess(check, readings, nowSeconds * 1_000)
  assert.match(JSON.stringify(findings), /`read\.identity` found nothing at user\.login/)
  assert.match(JSON.stringify(findings), /`read\.scopes` found nothing at the header x-scopes/)
})
