import assert from 'node:assert/strict'
import { it } from 'node:test'
import { explain, explanationText } from '../../cli/report/explain.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import type { Reading } from '../../functions/core/model/reading.ts'
import { assess } from '../../functions/core/probe/assess.ts'
import { wiki } from '../config/sample.ts'
import { aCheck, expecting, reading } from '../support/check.ts'
import { anAnswer, nowSeconds } from '../support/reading.ts'

const refused = (rule: string, profile = 'http') => {
  const readings: readonly Reading[] = [anAnswer({ status: 403, meaning: 'unrecognized', rule })]
  const check = { ...aCheck(), profile }
  return explanationText([explain(check, { readings, verdict: assess(check, readings, nowSeconds * 1_000) })])
}

/** The line to fill in, as it is pasted. */
const lineOf = (text: string) => / {2}declare {3}(answers: \[.*\]),\n/.exec(text)?.[1] ?? ''

/** Returns the problems of a config with these answers. */
function problemsWith(line: string): readonly string[] {
  const checks = [{ ...wiki, answers: JSON.parse(jsonOf(line)) }]
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks })
  return expansion.ok ? [] : expansion.problems.map(({ field, message }) => `${field}: ${message}`)
}

/** Writes the line of TypeScript as JSON. */
const jsonOf = (line: string) =>
  line
    .replace('answers: ', '')
    .replaceAll(/(status|when|means):/g, '"$1":')
    .replace(/: '([^']*)' \}/, ': "$1" }')

it('an undocumented refusal is explained with a line to fill in', () => {
  const text = refused('forbidden-undocumented')
  assert.match(text, /declare what it means in answers/)
  assert.equal(
    lineOf(text),
    `answers: [{ status: 403, when: "message == '<words of the answer>'", means: '<meaning>' }]`,
  )
  for (const means of ['ping_forbidden', 'under_scoped', 'rejected']) assert.match(text, new RegExp(`'${means}' +a `))
})

it('the line gives no meaning before a person has decided: validate refuses it, and says what to write', () => {
  for (const profile of ['http', 'github', 'render', 'vercel', 'sentry', 'fly']) {
    const line = lineOf(refused('forbidden-undocumented', profile))
    const placeholder = 'still the placeholder of --explain: write'
    assert.deepEqual(problemsWith(line), [
      `answers[0].when: ${placeholder} the words that the API documents`,
      `answers[0].means: ${placeholder} what the API documents these words for, such as 'ping_forbidden', 'under_scoped' or 'rejected'`,
    ])
    assert.equal(problemsWith(line.replace('<meaning>', 'under_scoped')).length, 1)
    const filled = line.replace('<meaning>', 'under_scoped').replace('<words of the answer>', 'Role too small')
    assert.deepEqual(problemsWith(filled), [])
  }
})

it('names the file that was read instead of Secrets Manager', () => {
  const check = aCheck()
  const readings = [anAnswer()]
  const verdict = assess(check, readings, nowSeconds * 1_000)
  const secretOf = (secretsFile: string | null) => explain(check, { readings, verdict }, { secretsFile }).secret
  assert.equal(secretOf('./here.json'), 'production/ci in the file ./here.json: token')
  assert.equal(secretOf(null), 'production/ci in Secrets Manager, AWSCURRENT: token')
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
