import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { type AnswerTo, alive, jsonReply, watching } from '../../support/watched-api.ts'

const reply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})

const challenge = (value: string) => ({ 'www-authenticate': value })
const hourly = { everySeconds: 3_600, controls: true } as const
const declared = [{ status: 401, when: "reason == 'role'", means: 'rejected' }] as const

type Pair = readonly [what: string, real: Behaviour, broken: Behaviour]
const between =
  ([, real, broken]: Pair): AnswerTo =>
  (caller) =>
    ({ real, broken, nobody: broken })[caller]

const dead = jsonReply(401, { error: 'refused' })

/** A 401 of a credential that lives, beside the refusal of one that does not. */
const permissions: readonly Pair[] = [
  [
    'without a challenge, where a dead one is challenged',
    reply(401, 'Unauthorized'),
    reply(401, 'Unauthorized', challenge('Bearer realm="Users", error="invalid_token"')),
  ],
  [
    'a sentence, where a wrong one is asked to log in',
    reply(401, "'carol' is not authorized to read recipe"),
    reply(401, 'Authentication required', challenge('Basic realm="wiki"')),
  ],
  ['another code', jsonReply(401, { code: 'E_1042' }), dead],
  ['a header that says why', reply(401, '', { 'x-result': 'seat' }), reply(401, '', { 'x-result': 'key' })],
  ['a page to go to', reply(401, '', { refresh: '0; url=/pay' }), reply(401, '', { refresh: '0; url=/in' })],
  ['another scheme alone', reply(401, '', challenge('ApiKey')), reply(401, '', challenge('Bearer'))],
  [
    'another error of the challenge',
    reply(401, '', challenge('Bearer error="step_up"')),
    reply(401, '', challenge('Bearer')),
  ],
  ['a key of another kind', jsonReply(401, { message: 'Invalid partner key' }), dead],
  ['a word alone that may be about anything', jsonReply(401, { message: 'Expired' }), dead],
  ['an account', jsonReply(401, { message: 'Account disabled' }), dead],
  ['XML, where a dead one gets JSON', reply(401, '<e>Admins only</e>', { 'content-type': 'text/xml' }), dead],
  ['401, where a dead one gets 403', reply(401, ''), reply(403, '')],
  ['401, where a dead one gets 404', jsonReply(401, { detail: 'projects: read' }), jsonReply(404, {})],
  ['401, where a dead one gets a good status with an error', reply(401, ''), jsonReply(200, { error: 'session' })],
]

describe('a bare 401 that a broken credential does not get', () => {
  for (const pair of permissions) {
    const [what] = pair
    it(`is no death: ${what}`, () =>
      watching(between(pair), hourly, async ({ tick, state, subjects }) => {
        await tick(60)
        assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
        assert.match(state()?.detail ?? '', /a broken credential is refused otherwise.*under_scoped/)
        await tick(60)
        assert.deepEqual([state()?.reason, subjects()], ['unrecognized', []])
      }))
    it(`is no death of one that was alive: ${what}`, () =>
      watching(
        (caller) => (caller === 'real' ? alive : pair[2]),
        hourly,
        async ({ become, tick, state, subjects }) => {
          await tick(60)
          assert.equal(state()?.reason, 'healthy')
          become(between(pair))
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
        },
      ))
  }

  let request = 48_213_377
  const counted = (message: string) => {
    request += 1
    return jsonReply(401, { message, request, trace: `4f1c${request}` })
  }

  it('is no death, whatever numbers come with each answer', () =>
    watching(
      (caller) => counted(caller === 'real' ? 'No seat in this team' : 'Unauthorized'),
      hourly,
      async ({ tick, state }) => {
        await tick(60)
        assert.equal(state()?.reason, 'unrecognized')
      },
    ))

  it('is a death where the numbers alone differ', () =>
    watching(
      () => counted('Unauthorized'),
      hourly,
      async ({ tick, state }) => {
        await tick(60)
        assert.equal(state()?.reason, 'rejected')
      },
    ))

  it('is a death once it gets what a broken one gets', () =>
    watching(between(permissions[2] ?? assert.fail()), { ...hourly, everySeconds: 300 }, async (world) => {
      const { become, tick, state, subjects } = world
      await tick(5)
      assert.equal(state()?.reason, 'unrecognized')
      become(() => dead)
      await tick(5)
      assert.deepEqual([state()?.reason, subjects()], ['rejected', ['ALARM: production/ci-bot rejected']])
    }))

  it('stays what it was while the broken one gets no answer', () => {
    const pair = permissions[2] ?? assert.fail()
    return watching(between(pair), { ...hourly, everySeconds: 300 }, async ({ become, tick, state, subjects }) => {
      await tick(5)
      become((caller) => (caller === 'real' ? pair[1] : jsonReply(429, {})))
      await tick(5)
      assert.deepEqual([state()?.reason, subjects()], ['unrecognized', []])
    })
  })
})

describe('a 401 that stays a death', () => {
  const unanswered =
    (status: number): AnswerTo =>
    (caller) =>
      caller === 'broken' ? jsonReply(status, {}) : dead
  const other = reply(401, 'who are you')
  const rows: readonly (readonly [what: string, api: AnswerTo, change?: object])[] = [
    ['the same refusal', () => dead],
    ['ids that change', () => jsonReply(401, { error: 'no', id: `req-${Math.random()}` })],
    ['an error that names the token', between(['', reply(401, '', challenge('Bearer error="invalid_token"')), other])],
    ['a token that expired', between(['', jsonReply(401, { message: 'Token expired' }), other])],
    ['a revoked key', between(['', jsonReply(401, { code: 'KeyRevoked' }), other])],
    ['an invalid key', between(['', jsonReply(401, { errors: [{ code: 'invalid_api_key' }] }), other])],
    ['a key that was not found, as a text', between(['', reply(401, 'API key not found'), other])],
    ['a broken one that gets trouble', unanswered(503)],
    ['a broken one that has to wait', unanswered(429)],
    ['controls that are off', between(['', reply(401, ''), other]), { controls: false }],
    [
      'an answer that the check declares',
      between(['', jsonReply(401, { reason: 'role' }), other]),
      { answers: declared },
    ],
    [
      'a profile of the catalogue',
      between(['', jsonReply(401, { message: '401 Unauthorized' }), other]),
      { profile: 'gitlab' },
    ],
  ]
  for (const [what, api, change = {}] of rows)
    it(what, () =>
      watching(api, { ...hourly, ...change }, async ({ tick, state }) => {
        await tick(60)
        assert.deepEqual([state()?.standing, state()?.reason], ['invalid', 'rejected'])
      }),
    )
})
