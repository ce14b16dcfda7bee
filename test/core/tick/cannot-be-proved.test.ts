import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { expecting } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { alive, jsonReply, type WatchedApi, watching } from '../../support/watched-api.ts'

const page = 'ALARM: production/ci-bot'
const blocked: Partial<Check> = { answers: [{ status: 403, when: "why == 'address'", means: 'blocked_from_here' }] }
const off: Partial<Check> = { controls: false }

/** Answers that leave a credential unproved although its API answers. */
const rows: readonly (readonly [what: string, answer: Behaviour, reason: string, overrides: Partial<Check>])[] = [
  ['a bare 403', jsonReply(403, {}), 'unrecognized', off],
  ['a text of a gateway', { kind: 'answer', status: 403, body: 'Access denied' }, 'unrecognized', {}],
  ['another 4xx', jsonReply(422, {}), 'unrecognized', off],
  ['an answer without the identity', jsonReply(200, {}), 'unrecognized', {}],
  ['a page', { kind: 'html' }, 'wrong_target', off],
  ['nothing there', jsonReply(404, {}), 'wrong_target', {}],
  ['a redirect to a login', { kind: 'redirect', to: '/login' }, 'redirected', {}],
  ['another redirect', { kind: 'redirect', to: 'https://login.acme.example/?next=me' }, 'redirected', off],
  ['too much', { kind: 'answer', status: 200, body: ' '.repeat(3_000_000) }, 'oversized', {}],
  ['a refused address', jsonReply(403, { why: 'address' }), 'blocked_from_here', { ...blocked, ...off }],
]

async function ticks(count: number, { tick }: Pick<WatchedApi, 'tick'>, change: Partial<Check> = {}): Promise<void> {
  for (let done = 0; done < count; done += 1) await tick(5, change)
}

/** Subjects of the pages that opened. A notice of the same incident is not one. */
const paged = ({ subjects, texts }: WatchedApi) =>
  subjects().filter((subject, index) => subject.startsWith('ALARM') && texts()[index]?.startsWith('{"to":"page"'))

describe('a credential that was proved and cannot be proved', () => {
  for (const [what, answer, reason, overrides] of rows)
    it(`is a page after half an hour, and ends when it is proved again: ${what}`, () =>
      watching(
        () => alive,
        overrides,
        async (world) => {
          const { become, state, texts } = world
          await ticks(1, world)
          become(() => answer)
          await ticks(6, world)
          assert.deepEqual([state()?.reason, paged(world)], [reason, []])
          await ticks(1, world)
          assert.deepEqual(paged(world), [`${page} ${reason}`])
          assert.match(
            texts().at(-1) ?? '',
            /cannot be proved since 20\d\d-\d\d-\d\dT[\d:]{8}Z, it may live or be dead/,
          )
          assert.notEqual(state()?.standing, 'invalid')
          await ticks(3, world)
          assert.equal(paged(world).length, 1)
          become(() => alive)
          await ticks(2, world)
          assert.equal(world.subjects().at(-1), 'OK: production/ci-bot is good again')
        },
      ))

  const bare = jsonReply(403, {})
  const failing = (paths: readonly string[], answer: Behaviour) => (_: unknown, path: string) =>
    path === '/me' ? bare : paths.includes(path.slice(1)) ? answer : alive

  it('is a page while most of its neighbours are fine', () =>
    watching(
      () => alive,
      off,
      async (world) => {
        await ticks(1, world)
        world.become(failing(['a'], jsonReply(503, {})))
        await ticks(7, world)
        assert.deepEqual(paged(world), [`${page} unrecognized`])
      },
      ['a', 'b', 'c'],
    ))

  const troubles: readonly (readonly [what: string, answer: Behaviour])[] = [
    ['are refused so too', bare],
    ['meet trouble', jsonReply(503, {})],
    ['are limited', jsonReply(429, {})],
    ['get a page', { kind: 'html' }],
    ['are redirected', { kind: 'redirect', to: 'https://login.example/' }],
  ]
  for (const [what, answer] of troubles)
    it(`is none while its neighbours ${what}, and is one once they are fine`, () =>
      watching(
        () => alive,
        off,
        async (world) => {
          await ticks(1, world)
          world.become(failing(['a', 'b'], answer))
          await ticks(9, world)
          assert.deepEqual(paged(world), [])
          world.become(failing([], answer))
          await ticks(1, world)
          assert.deepEqual(paged(world), [`${page} unrecognized`])
        },
        ['a', 'b', 'c'],
      ))

  it('is none if it was never proved, or not under this definition', () =>
    watching(
      () => bare,
      off,
      async (world) => {
        await ticks(9, world)
        world.become(() => alive)
        await ticks(2, world)
        world.become(() => bare)
        await ticks(9, world, { expect: expecting({ identity: 'bot', slowAfterMs: 9_000 }) })
        assert.deepEqual(paged(world), [])
      },
    ))

  it('counts on through an outage, by the time of the check', () =>
    watching(
      () => alive,
      { ...off, thresholds: { unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2, unprovedAfterSeconds: 3_600 } },
      async (world) => {
        await ticks(1, world)
        world.become(() => bare)
        await ticks(4, world)
        world.become(() => jsonReply(503, {}))
        await ticks(8, world)
        world.become(() => bare)
        assert.deepEqual(paged(world), [])
        await ticks(1, world)
        assert.deepEqual(paged(world), [`${page} unrecognized`])
      },
    ))
})
