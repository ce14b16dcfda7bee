import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { interpret } from '../../../functions/core/probe/interpret.ts'
import { refusesStranger } from '../../../functions/core/probe/refusal.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { anObserver } from '../../support/observer.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Headers = Readonly<Record<string, string>>

const old: readonly Headers[] = [
  { age: '3600' },
  { age: ' 61' },
  { age: '120', 'cf-cache-status': 'HIT' },
  { warning: '110 - "Response is Stale"' },
  { warning: '111 cache "Revalidation Failed"' },
  { 'x-cache-status': 'STALE' },
]
const fresh: readonly Headers[] = [
  {},
  { age: '0' },
  { age: '' },
  { age: 'x' },
  { age: '5' },
  { age: '-1' },
  { warning: '299 - "110 days left"' },
  { 'x-cache-status': 'MISS' },
]
const shown = (headers: Headers) => JSON.stringify(headers)
const http = profileOf('http').rules
const meansOf = (status: number, headers: Headers) =>
  ruleFor(parseAnswer(aWireAnswer(status, {}, headers)), [], http).means

describe('an answer of a cache', () => {
  it('proves neither life nor death', () =>
    assertEvery(old, shown, (headers) => {
      assert.deepEqual([meansOf(200, headers), meansOf(401, headers)], ['unrecognized', 'unrecognized'])
    }))

  it('counts while it is fresh', () =>
    assertEvery(fresh, shown, (headers) => {
      assert.deepEqual([meansOf(200, headers), meansOf(401, headers)], ['alive', 'rejected'])
    }))

  it('proves no death in any profile', () =>
    assertEvery([...providers.keys()], String, (name) => {
      const answer = parseAnswer(aWireAnswer(401, {}, { age: '3600' }))
      assert.notEqual(ruleFor(answer, [], profileOf(name).rules).means, 'rejected')
    }))

  it('is no proof by the word of the check either', () => {
    const declared = [{ status: 403, when: null, means: 'revoked' as const }]
    const answer = parseAnswer(aWireAnswer(403, {}, { age: '3600' }))
    assert.equal(ruleFor(answer, declared, http).name, 'answer-from-cache')
  })

  it('says nothing of a stranger', () => {
    assert.equal(refusesStranger(interpret(aWireAnswer(200, {}, { age: '3600' }), http, anObserver())), false)
  })
})
