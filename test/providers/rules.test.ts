import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Rule } from '../../functions/core/model/profile.ts'
import type { Meaning } from '../../functions/core/model/reading.ts'
import { type Reason, reasons, standingOf } from '../../functions/core/model/reason.ts'
import { type ParsedAnswer, parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'

const everyStatus = Array.from({ length: 500 }, (_, index) => 100 + index)
const known: ReadonlySet<Meaning | Reason> = new Set<Meaning | Reason>(['alive', ...reasons])

/** Answers of every status with one body. They are parsed once, since every profile judges the same ones. */
const parsed = new Map<unknown, readonly (readonly [number, ParsedAnswer])[]>()

function answersWith(body: unknown): readonly (readonly [number, ParsedAnswer])[] {
  const known =
    parsed.get(body) ?? everyStatus.map((status) => [status, parseAnswer(aWireAnswer(status, body))] as const)
  parsed.set(body, known)
  return known
}

const meaningsOf = (rules: readonly Rule[], body: unknown): readonly (readonly [number, Meaning])[] =>
  answersWith(body).map(([status, answer]) => [status, ruleFor(answer, [], rules).means])

const statusesThatMean = (rules: readonly Rule[], body: unknown, is: (meaning: Meaning) => boolean): number[] =>
  meaningsOf(rules, body).flatMap(([status, meaning]) => (is(meaning) ? [status] : []))

const isTerminal = (meaning: Meaning) => meaning !== 'alive' && standingOf(meaning) === 'invalid'
const isAlive = (meaning: Meaning) => meaning === 'alive'

/** Every list of rules of every provider, and whether Tokenwatch sends it requests. */
const lists = [...providers.values()].flatMap((provider) => {
  const { name, rules, tokenRules } = profileFrom(provider)
  const isAsked = provider.question !== null
  return [
    { name: `the rules of ${name}`, rules, isAsked },
    { name: `the token rules of ${name}`, rules: tokenRules, isAsked },
  ]
})
const nameOf = ({ name }: (typeof lists)[number]) => name

describe('every status of HTTP', () => {
  const bodies = ['', '{}', { active: false }, { error: 'invalid_client' }, '<html>', 'null', '[]', '"active"']

  it('has a meaning in every profile, whatever the body', () =>
    assertEvery(lists, nameOf, ({ rules }) => {
      const meanings = bodies.flatMap((body) => meaningsOf(rules, body))
      assert.deepEqual(
        meanings.filter(([, meaning]) => !known.has(meaning)),
        [],
      )
      assert.equal(meanings.length, bodies.length * everyStatus.length)
    }))

  it('judges a token neither valid nor invalid by a page, in every profile that sends requests', () =>
    assertEvery(
      lists.filter(({ isAsked }) => isAsked),
      nameOf,
      ({ rules }) => {
        for (const body of ['<html>', '<!doctype html><title>Sign in</title>']) {
          assert.deepEqual(statusesThatMean(rules, body, isAlive), [])
          assert.deepEqual(statusesThatMean(rules, body, isTerminal), [])
        }
      },
    ))

  it('calls a token invalid in a profile only if a rule lists the status', () =>
    assertEvery(lists, nameOf, ({ rules }) => {
      const listed = rules.flatMap(({ means, when }) => (isTerminal(means) ? (when.status ?? []) : []))
      for (const body of ['', '{}', '<html>', 'null', '[]'])
        for (const status of statusesThatMean(rules, body, isTerminal))
          assert.ok(listed.includes(status), String(status))
    }))
})

describe('a rule that calls a credential alive', () => {
  const living = lists.flatMap(({ name, rules }) =>
    rules.flatMap(({ name: rule, means, when }) =>
      means === 'alive' || standingOf(means) === 'valid' ? [{ name: `${name}: ${rule}`, when }] : [],
    ),
  )

  it('names one status, or only those of success: a range would take in refusals', () =>
    assertEvery(
      living,
      ({ name }) => name,
      ({ when: { status } }) => {
        const [from, to] = [status ?? []].flat()
        assert.ok(typeof status === 'number' || (from === 200 && to === 299), JSON.stringify(status))
      },
    ))

  it('needs more than a status that is no success', () =>
    assertEvery(
      living,
      ({ name }) => name,
      ({ when: { status, body, header, challenge } }) => {
        const isSuccess = [status ?? []].flat().every((each) => each >= 200 && each < 300)
        assert.ok(isSuccess || [body, header, challenge].some((one) => one !== undefined))
      },
    ))
})

/** Meanings of a credential that lives, whatever it may do. */
const isLiving = (meaning: Meaning) =>
  meaning === 'alive' || meaning === 'under_scoped' || standingOf(meaning) === 'valid'

describe('a rule whose statuses are a range', () => {
  /** The code of RFC 6749 section 5.2 decides, and not its status: the client is known, and lacks the scope. */
  const documented = new Set(['invalid-scope'])
  const all = [...providers.values()].flatMap((provider) => {
    const { name, rules, needRules, tokenRules } = profileFrom(provider)
    const others = [...rules, ...needRules, ...tokenRules].filter((rule) => !documented.has(rule.name))
    return others.map((rule) => ({ ...rule, name: `${name}: ${rule.name}` }))
  })
  const spans = all.filter(({ when: { status } }) => {
    const [from, to] = Array.isArray(status) ? status : [status ?? 100, status ?? 599]
    return from <= 401 && to >= 403
  })

  it('says nothing of a living credential or its permissions if it takes in 401 and 403', () =>
    assertEvery(
      spans,
      ({ name }) => name,
      ({ means }) => assert.ok(!isLiving(means), means),
    ))

  it('reads the answer itself if it takes in 401 and 403', () =>
    assertEvery(
      spans,
      ({ name }) => name,
      ({ when: { body, header, challenge, errorWords, html } }) =>
        assert.ok([body, header, challenge, errorWords, html].some((one) => one !== undefined)),
    ))
})

const http = profileOf('http').rules
const introspection = profileOf('oauth-introspection').rules
const token = profileOf('oauth-client-credentials').tokenRules
const success = everyStatus.filter((status) => status >= 200 && status < 300)

/** The code of an OAuth error decides with every status but that of too many requests. */
const allButTooMany = everyStatus.filter((status) => status !== 429)

type Case = readonly [
  answer: string,
  rules: readonly Rule[],
  body: unknown,
  terminal: readonly number[],
  alive: readonly number[],
]

const cases: readonly Case[] = [
  ['of an API', http, {}, [401], success],
  ['of an API in HTML', http, '<html>', [], success],
  ['of an API that takes a JWT', profileOf('jwt').rules, {}, [401], success],
  ['of an API behind client credentials', profileOf('oauth-client-credentials').rules, {}, [401], success],
  ['to an introspection that says active', introspection, { active: true }, [], [200]],
  ['to an introspection that says inactive', introspection, { active: false }, [200], []],
  ['to an introspection that says neither', introspection, { active: 'true' }, [], []],
  ['to an introspection that is not JSON', introspection, 'active', [], []],
  ['of a token endpoint without an error code', token, {}, [401], []],
  ['of a token endpoint that does not know the client', token, { error: 'invalid_client' }, allButTooMany, []],
  ['of a token endpoint that does not grant the scope', token, { error: 'invalid_scope' }, allButTooMany, []],
  ['of a token endpoint that calls the request malformed', token, { error: 'invalid_request' }, [], []],
  ['of a token endpoint that blames the grant', token, { error: 'invalid_grant' }, [], []],
  ['of a token endpoint that does not allow the grant', token, { error: 'unauthorized_client' }, [], []],
  ['of a provider that is never called', profileOf('declared').rules, {}, [], []],
]

describe('an answer', () => {
  const whose = ([answer]: Case) => `an answer ${answer}`
  it('calls a token invalid with these statuses only', () =>
    assertEvery(cases, whose, ([, rules, body, terminal]) => {
      assert.deepEqual(statusesThatMean(rules, body, isTerminal), terminal)
    }))

  it('calls a token valid with these statuses only', () =>
    assertEvery(cases, whose, ([, rules, body, , alive]) => {
      assert.deepEqual(statusesThatMean(rules, body, isAlive), alive)
    }))
})
