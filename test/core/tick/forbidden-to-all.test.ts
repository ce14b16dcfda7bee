import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { controlOnce } from '../../../functions/core/probe/controlled.ts'
import { expecting, reading } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { alive, jsonReply, type WatchedApi, watching } from '../../support/watched-api.ts'

const insufficient = (scope = '') => ({ 'www-authenticate': `Bearer error="insufficient_scope"${scope}` })
const refused = jsonReply(401, {})
const often = { everySeconds: 300, controls: true } as const
const granting = { ...often, paths: reading({ identity: 'login', scopes: { header: 'x-scopes' } }) }
const requiring = expecting({ identity: 'bot', scopes: { require: ['repo'], forbid: [] } })

type Refusal = readonly [what: string, answer: Behaviour, change?: Partial<Check>]

/** Refusals that say that a credential lives and lacks a permission. */
const refusals: readonly Refusal[] = [
  ['a 403 that asks for a scope', jsonReply(403, {}, insufficient())],
  ['a 401 that asks for a scope', jsonReply(401, {}, insufficient())],
  [
    'a 403 that names a scope of the check',
    jsonReply(403, {}, insufficient(', scope="repo"')),
    { ...granting, expect: requiring },
  ],
  [
    'an answer that the check declares',
    jsonReply(403, { code: 'ROLE' }),
    { answers: [{ status: 403, when: "code == 'ROLE'", means: 'under_scoped' }] },
  ],
  [
    'the code of a profile',
    jsonReply(403, { code: 'restricted_resource' }),
    { profile: 'notion', expect: expecting({}) },
  ],
  [
    'the sentence of a profile',
    jsonReply(403, { message: 'Resource not accessible by personal access token' }),
    { profile: 'github', expect: expecting({}) },
  ],
]

/** Judges once by hand, as `tokenwatch check` does. */
async function byHand({ check, prober }: WatchedApi, change: Partial<Check>) {
  const asked = { ...check, ...change }
  return (await controlOnce(asked, await prober.probe(asked), prober.dependencies)).probed.verdict.reason
}

const living: ReadonlySet<string | undefined> = new Set(['under_scoped', 'ping_forbidden'])

describe('a refusal for permission that everybody gets', () => {
  for (const [what, answer, change = {}] of refusals) {
    it(`proves no life: ${what}`, () =>
      watching(
        () => answer,
        { ...often, ...change },
        async (world) => {
          const { tick, state, subjects } = world
          assert.equal(await byHand(world, change), 'unrecognized')
          for (let count = 0; count < 4; count += 1) await tick(5)
          assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
          assert.match(state()?.detail ?? '', /a broken or missing credential is answered so too/)
        },
      ))

    it(`proves that the permission is missing once strangers are refused: ${what}`, () =>
      watching(
        () => answer,
        { ...often, ...change },
        async (world) => {
          const { become, tick, state } = world
          await tick(5)
          become((caller) => (caller === 'real' ? answer : refused))
          assert.ok(living.has(await byHand(world, change)))
          for (let count = 0; count < 14; count += 1) await tick(5)
          assert.ok(living.has(state()?.reason))
        },
      ))
  }

  it('is compared again whenever it is new', () =>
    watching(
      (caller) => (caller === 'real' ? alive : refused),
      often,
      async ({ become, tick, state, subjects }) => {
        await tick(5)
        become(() => jsonReply(403, {}, insufficient()))
        await tick(5)
        assert.deepEqual([state()?.reason, subjects()], ['unrecognized', []])
      },
    ))

  it('spares a scope that was read', () =>
    watching(
      () => jsonReply(403, {}, { ...insufficient(), 'x-scopes': 'gist' }),
      { ...granting, expect: requiring },
      async (world) => {
        assert.equal(await byHand(world, {}), 'under_scoped')
        await world.tick(5)
        assert.equal(world.state()?.reason, 'under_scoped')
      },
    ))

  it('is compared with a request without a credential where no broken one may be sent', () =>
    watching(
      () => jsonReply(403, {}, insufficient()),
      often,
      async (world) => {
        const { check, tick, state, server } = world
        const send = [{ in: 'header', name: 'authorization', prefix: '', role: 'password' }] as const
        const question = check.question.kind === 'request' ? { ...check.question, send } : assert.fail()
        const secret = check.secret === null ? null : { ...check.secret, fields: { password: null } }
        const change = { question, secret }
        assert.equal(await byHand(world, change), 'unrecognized')
        await tick(5, change)
        assert.equal(state()?.reason, 'unrecognized')
        const sent = server.requests.map(({ headers }) => headers['authorization'] ?? 'nothing')
        assert.deepEqual(new Set(sent), new Set(['marked-7f3a9c-token', 'nothing']))
      },
    ))
})
