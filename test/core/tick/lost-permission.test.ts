import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { aPing, aRequest, bearerInHeader } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { jsonReply, watching } from '../../support/watched-api.ts'

/** Answer that proves life to each of the profiles below. */
const lives = {
  login: 'bot',
  active: true,
  revoked: false,
  object: 'user',
  type: 'bot',
  ok: true,
  user_id: 'U1',
  total_count: 1,
}

const forbidden = (body: object): Behaviour => jsonReply(403, body)

/** Documented refusals of the catalogue's own question. */
const refusals: readonly (readonly [profile: string, answer: Behaviour])[] = [
  ['github', forbidden({ message: 'Resource not accessible by personal access token' })],
  ['github-fine-grained', forbidden({ message: 'Resource not accessible by personal access token' })],
  ['github-installation', forbidden({ message: 'You must authenticate with an installation access token' })],
  ['gitlab', forbidden({ error: 'insufficient_scope' })],
  ['notion', forbidden({ code: 'restricted_resource' })],
]

const asking = (profile: string): Partial<Check> => ({
  profile,
  expect: { identity: null, environment: null, scopes: { require: [], forbid: [] }, assert: [], slowAfterMs: null },
})

describe('a question that was allowed before', () => {
  for (const [profile, answer] of refusals) {
    it(`and is refused now is under_scoped at ${profile}, over an outage too, until it is allowed again`, () =>
      watching(
        () => jsonReply(200, lives),
        asking(profile),
        async ({ become, tick, state, subjects }) => {
          await tick(5)
          assert.equal(state()?.reason, 'healthy')
          become(() => jsonReply(503, {}))
          await tick(5)
          become(() => answer)
          await tick(5)
          assert.match(state()?.detail ?? '', /: it was allowed to ask this before$/)
          await tick(5)
          assert.equal(state()?.reason, 'under_scoped')
          assert.deepEqual(subjects(), ['ALARM: production/ci-bot under_scoped'])
          become(() => jsonReply(200, lives))
          await tick(5)
          await tick(5)
          assert.deepEqual([state()?.reason, subjects().length], ['healthy', 2])
        },
      ))

    it(`is no fault at ${profile} if it never was, or under another definition`, () =>
      watching(
        () => answer,
        asking(profile),
        async ({ check, become, tick, state, subjects }) => {
          await tick(5)
          assert.equal(state()?.reason, 'ping_forbidden')
          become(() => jsonReply(200, lives))
          await tick(5)
          become(() => answer)
          await tick(5, { expect: { ...check.expect, slowAfterMs: 9_000 } })
          assert.equal(state()?.reason, 'ping_forbidden')
          assert.deepEqual(subjects(), [])
        },
      ))
  }

  it('is no fault if the check says that it may lack the permission', () =>
    watching(
      () => jsonReply(200, lives),
      asking('http'),
      async ({ server, become, tick, state }) => {
        const ping = aPing(`${server.url}/me`, { optional: true })
        const change = { question: { ...aRequest(ping.url, [bearerInHeader]), ping } }
        await tick(5, change)
        become(() => jsonReply(403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' }))
        await tick(5, change)
        assert.equal(state()?.reason, 'ping_forbidden')
      },
    ))
})
