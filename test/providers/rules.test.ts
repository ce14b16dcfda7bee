import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Rule } from '../../functions/core/model/profile.ts'
import type { Meaning } from '../../functions/core/model/reading.ts'
import { type Reason, reasons, standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { aWireAnswer } from '../support/wire.ts'

const everyStatus = Array.from({ length: 500 }, (_, index) => 100 + index)
const known: ReadonlySet<Meaning | Reason> = new Set<Meaning | Reason>(['alive', ...reasons])

const judge = (rules: readonly Rule[], status: number, body: unknown): Meaning =>
  ruleFor(parseAnswer(aWireAnswer(status, body)), [], rules).means

const statusesThatMean = (rules: readonly Rule[], body: unknown, is: (meaning: Meaning) => boolean): number[] =>
  everyStatus.filter((status) => is(judge(rules, status, body)))

const isTerminal = (meaning: Meaning) => meaning !== 'alive' && standingOf(meaning) === 'invalid'
const isAlive = (meaning: Meaning) => meaning === 'alive'

describe('every status of HTTP', () => {
  const bodies = ['', '{}', { active: false }, { error: 'invalid_client' }, '<html>', 'null', '[]', '"active"']
  for (const one of providers.values()) {
    const { name, rules, tokenRules } = profileFrom(one)
    it(`has a meaning in the profile ${name}, whatever the body`, () => {
      for (const body of bodies)
        for (const status of everyStatus)
          for (const list of [rules, tokenRules]) assert.ok(known.has(judge(list, status, body)))
    })

    if (one.question !== null)
      it(`takes no page for a word on a token in the profile ${name}`, () => {
        for (const list of [rules, tokenRules])
          for (const body of ['<html>', '<!doctype html><title>Sign in</title>']) {
            assert.deepEqual(statusesThatMean(list, body, isAlive), [])
            assert.deepEqual(statusesThatMean(list, body, isTerminal), [])
          }
      })

    it(`calls no token bad in the profile ${name} but where a rule lists the status`, () => {
      for (const list of [rules, tokenRules]) {
        const listed = list.flatMap(({ means, when }) => (isTerminal(means) ? (when.status ?? []) : []))
        for (const body of ['', '{}', '<html>', 'null', '[]'])
          for (const status of statusesThatMean(list, body, isTerminal))
            assert.ok(listed.includes(status), String(status))
      }
    })
  }
})

const http = profileOf('http').rules
const introspection = profileOf('oauth-introspection').rules
const token = profileOf('oauth-client-credentials').tokenRules
const success = everyStatus.filter((status) => status >= 200 && status < 300)

type Case = readonly [
  answer: string,
  rules: readonly Rule[],
  body: unknown,
  terminal: readonly number[],
  alive: readonly number[],
]

const cases: readonly Case[] = [
  ['of an API', http, {}, [401], success],
  ['of an API in HTML', http, '<html>', [401], success],
  ['of an API that takes a JWT', profileOf('jwt').rules, {}, [401], success],
  ['of an API behind client credentials', profileOf('oauth-client-credentials').rules, {}, [401], success],
  ['to an introspection that says active', introspection, { active: true }, [], [200]],
  ['to an introspection that says inactive', introspection, { active: false }, [200], []],
  ['to an introspection that says neither', introspection, { active: 'true' }, [], []],
  ['to an introspection that is no JSON', introspection, 'active', [], []],
  ['of a token endpoint without an error code', token, {}, [401], []],
  ['of a token endpoint that knows no such client', token, { error: 'invalid_client' }, [400, 401], []],
  ['of a token endpoint that grants no such scope', token, { error: 'invalid_scope' }, [400, 401], []],
  ['of a token endpoint that found the request wrong', token, { error: 'invalid_request' }, [401], []],
  ['of a token endpoint that blames the grant', token, { error: 'invalid_grant' }, [401], []],
  ['that nobody asked for', profileOf('declared').rules, {}, [], []],
]

for (const [answer, rules, body, terminal, alive] of cases)
  describe(`an answer ${answer}`, () => {
    it(`says that a token is bad with ${terminal.join(' or ') || 'no status at all'}`, () => {
      assert.deepEqual(statusesThatMean(rules, body, isTerminal), terminal)
    })
    it(`says that a token is good with ${alive.length > 3 ? 'any success' : (alive[0] ?? 'no status at all')}`, () => {
      assert.deepEqual(statusesThatMean(rules, body, isAlive), alive)
    })
  })
