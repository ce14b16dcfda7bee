import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { profileOf } from '../../../functions/providers/providers.ts'
import { expecting, reading } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { type AnswerTo, alive, jsonReply, watching } from '../../support/watched-api.ts'

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})

const hourly = { everySeconds: 3_600, controls: true } as const
const refused = jsonReply(401, { error: 'no such account' })
const knowing: AnswerTo = (caller) => (caller === 'real' ? alive : refused)

/** Answers to everybody while a server in front of the API refuses all. */
const closed: readonly (readonly [what: string, answer: () => Behaviour])[] = [
  ['nothing', () => text(401, '')],
  ['another code', () => jsonReply(401, { code: 'E_7' })],
  ['a challenge', () => text(401, '', { 'www-authenticate': 'Basic realm="Staging"' })],
  ['text', () => text(401, 'Unauthorized')],
  ['words about nobody', () => jsonReply(401, { message: 'Come back on Monday' })],
  ['a trace that changes', () => jsonReply(401, { message: 'Closed', trace: randomBytes(16).toString('hex') })],
]

describe('a bare 401 that everybody gets', () => {
  for (const [what, answer] of closed) {
    it(`is no death if a broken credential got another answer before: ${what}`, () =>
      watching(knowing, hourly, async ({ become, tick, state, subjects }) => {
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
        become(() => answer())
        await tick(60)
        assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
        assert.match(state()?.detail ?? '', /the API has changed for all/)
        await tick(60)
        assert.deepEqual([state()?.standing, subjects().some((one) => one.includes('rejected'))], ['unknown', false])
      }))

    it(`is a death if the broken one is answered as before: ${what}`, () =>
      watching(
        (caller) => (caller === 'real' ? alive : answer()),
        hourly,
        async ({ become, tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'healthy')
          become(() => answer())
          await tick(60)
          assert.equal(state()?.reason, 'rejected')
          become(() => text(401, 'Moved'))
          await tick(60)
          assert.equal(state()?.reason, 'rejected', 'a later change ends no death')
        },
      ))

    it(`is a death of a credential that was never alive: ${what}`, () =>
      watching(
        () => answer(),
        hourly,
        async ({ tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'rejected')
        },
      ))
  }

  const id = () => `${'kqzwxv'[randomBytes(1).readUInt8() % 6]}${randomBytes(3).toString('hex').replaceAll(/\d/g, 'g')}`
  it('is a death where its words differ each time, so that none can be compared with those before', () => {
    const random = () => jsonReply(401, { message: `No (${id()}7)`, more: `x${id()}9` })
    return watching(
      (caller) => (caller === 'real' ? alive : random()),
      hourly,
      async ({ become, tick, state }) => {
        await tick(60)
        become(() => random())
        await tick(60)
        assert.equal(state()?.reason, 'rejected')
      },
    )
  })
})

/** Words of a 401 that may be about a living credential, where the provider documents its 401 by the status alone. */
const vague: readonly (readonly [profile: string, body: unknown])[] = [
  ['gitlab', { message: 'API access is off for this workspace' }],
  ['render', { message: 'Ask your administrator to turn the API on' }],
  ['pagerduty-rest', { error: { message: 'This subdomain moved to another service region' } }],
  ['grafana', { message: 'The instance sleeps' }],
  ['tailscale', { errors: [{ detail: 'API calls are part of the Enterprise edition' }] }],
  ['launchdarkly', { message: 'Seats wait for a migration' }],
  ['linode', { errors: [{ reason: 'Tax data wanted' }] }],
  ['gitlab', { message: 'API access is disabled' }],
  ['render', { message: 'Access to the API has been disabled' }],
  ['tailscale', { errors: [{ detail: 'Access via API was suspended for this tenant' }] }],
  ['launchdarkly', { code: 'api_access_disabled' }],
  ['pagerduty-rest', { error: { message: 'We have deactivated API access' } }],
]

const wrong: Readonly<Record<string, unknown>> = { message: 'Invalid token', errors: [{ reason: 'Invalid token' }] }
const asking = (profile: string) => ({ ...hourly, profile, paths: reading({}), expect: expecting({}) })

const hasSecondCause = (profile: string): boolean =>
  profileOf(profile).rules.some(({ secondCause }) => secondCause !== undefined)

describe('a 401 of the catalogue by its status alone', () => {
  for (const [profile, body] of vague) {
    it(`is no death if its words speak of no end, and a broken one is refused otherwise: ${profile}`, () =>
      watching(
        (caller) => jsonReply(401, caller === 'real' ? body : wrong),
        asking(profile),
        async ({ tick, state, subjects }) => {
          await tick(60)
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
        },
      ))

    // A token of another region gets the same 401, so nothing is proved before the question was answered well once.
    const first = hasSecondCause(profile) ? 'unrecognized' : 'rejected'
    it(`is ${first} if a broken one is refused so too: ${profile}`, () =>
      watching(
        () => jsonReply(401, body),
        asking(profile),
        async ({ tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, first)
        },
      ))
  }

  const ends = [
    'Unauthorized',
    '401 Unauthorized: authentication required',
    'You are not authorized to access this API',
    'User has been deactivated',
    'API access is disabled, since your token was revoked',
    'Access token disabled',
    'Access was revoked by its owner',
    'Account suspended',
  ]
  for (const message of ends)
    it(`is a death, whatever a broken one gets: ${message}`, () =>
      watching(
        (caller) => jsonReply(401, caller === 'real' ? { message } : { message: 'Malformed token' }),
        asking('tailscale'),
        async ({ tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'rejected')
        },
      ))
})
