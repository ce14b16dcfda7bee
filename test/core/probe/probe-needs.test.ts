import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeclaredAnswer } from '../../../functions/core/model/check.ts'
import type { PingRequest } from '../../../functions/core/model/question.ts'
import { aRequest, expecting, reading } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'

const challenge = { 'www-authenticate': 'Bearer error="insufficient_scope"' }
const lacking: Behaviour = { kind: 'json', status: 403, headers: challenge, body: {} }
const bare: Behaviour = { kind: 'json', status: 403, body: { code: 'role_too_small' } }
const untagged: Behaviour = {
  kind: 'json',
  status: 401,
  body: { error: 'not_authorised', reason: 'Not administrator user' },
}
const means = (word: DeclaredAnswer['means']): DeclaredAnswer[] => [
  { status: 403, when: "code == 'role_too_small'", means: word },
]

type Story = readonly [
  what: string,
  answer: Behaviour,
  optional: boolean,
  answers: readonly DeclaredAnswer[],
  outcome: readonly string[],
]

const twice = (reason: string, rule: string) => [reason, rule, rule]

const stories: readonly Story[] = [
  ['its scope', lacking, false, [], twice('under_scoped', 'insufficient-scope')],
  ['its tag', untagged, false, [], twice('under_scoped', 'user-without-tag')],
  ['what nobody documents', bare, false, [], ['unrecognized', 'forbidden-undocumented']],
  ['a declared permission', bare, false, means('under_scoped'), twice('under_scoped', 'answer-403')],
  ['its account', bare, false, means('suspended'), twice('suspended', 'answer-403')],
  ['a moment', bare, false, means('settling'), ['settling', 'answer-403']],
  ['a permission that it may lack', bare, false, means('ping_forbidden'), ['ping_forbidden', 'answer-403']],
  ['its scope, which is optional', lacking, true, [], ['ping_forbidden', 'insufficient-scope']],
  ['its tag, which is optional', untagged, true, [], ['ping_forbidden', 'user-without-tag']],
  ['what nobody documents, which is optional', bare, true, [], ['unrecognized', 'forbidden-undocumented']],
]

describe('a ping that the check itself names', () => {
  for (const [what, answer, optional, answers, outcome] of stories)
    it(`and that misses ${what}: ${outcome[0]}`, () =>
      probing(answer, async ({ check, prober, server }) => {
        const question = aRequest(`${server.url}/me`)
        assert.ok(question.kind === 'request')
        const ping: PingRequest = optional ? { ...question.ping, optional } : question.ping
        const asking = { ...check, question: { ...question, ping }, answers, paths: reading({}), expect: expecting({}) }
        assert.deepEqual(shownProbe(await prober.probe(asking)), outcome)
      }))
})
