import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { type AnswerTo, alive, jsonReply, watching } from '../../support/watched-api.ts'

/** Controls are off, so that the words alone decide. */
const unwatched = { everySeconds: 3_600, controls: false } as const

const permissions: readonly (readonly [what: string, body: unknown])[] = [
  ['a status in capitals', { error: { code: 401, status: 'PERMISSION_DENIED' } }],
  ['a code in capitals', { code: 'INSUFFICIENT_PERMISSIONS' }],
  ['a list of errors', { errors: [{ code: 'insufficient_scope' }] }],
  ['a code with a hyphen', { error: 'insufficient-scope' }],
  ['a sentence', { message: 'Insufficient permissions to read projects' }],
  ['a detail', { detail: 'Missing scope: projects.read' }],
  ['a reason', { error: 'unauthorized', reason: 'insufficient privileges' }],
  ['the code of RabbitMQ alone', { error: 'not_authorised', reason: 'Refused' }],
  ['the error of RabbitMQ', { error: 'not_authorised', reason: 'HTTP access denied: basic auth disabled' }],
]

const things: readonly (readonly [what: string, body: unknown])[] = [
  ['a project', { message: 'Project not found' }],
  ['a team', { errors: [{ code: 'TEAM_NOT_FOUND' }] }],
  ['a cursor', { error: 'invalid_cursor_token' }],
  ['a session', { detail: 'Your session has expired' }],
  ['a subdomain', { message: 'Unknown subdomain' }],
  ['a plan', { message: 'This workspace has been deactivated' }],
]

const deaths: readonly (readonly [what: string, body: unknown])[] = [
  ['nothing', {}],
  ['a denial that blames the token', { message: 'Access denied. Invalid token' }],
  ['a credential that is missing', { message: 'Missing authorization' }],
  ['a code of a dead token', { errors: [{ code: 'invalid_token' }] }],
  ['a sentence of a dead token', { detail: 'Token revoked' }],
]

const page = (challenge: string): Behaviour => ({
  kind: 'answer',
  status: 401,
  headers: { 'content-type': 'text/html', ...(challenge === '' ? {} : { 'www-authenticate': challenge }) },
  body: '<html><title>401 Authorization Required</title></html>',
})

describe('the words of a 401', () => {
  for (const [what, body] of permissions)
    it(`that speak of a permission are no death: ${what}`, () =>
      watching(
        () => jsonReply(401, body),
        unwatched,
        async ({ tick, state, subjects }) => {
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
        },
      ))

  for (const [what, body] of things)
    it(`that blame another thing than the credential are no death: ${what}`, () =>
      watching(
        () => jsonReply(401, body),
        unwatched,
        async ({ tick, state, subjects }) => {
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason, subjects()], ['unknown', 'unrecognized', []])
          assert.match(state()?.detail ?? '', /unauthorized-another-thing.*answers/)
        },
      ))

  for (const [what, body] of things) {
    const bodies = { real: body, broken: body, nobody: { message: 'no key' } }
    const refusing: AnswerTo = (caller) => jsonReply(401, bodies[caller])
    it(`that a broken credential got before are a death: ${what}`, () =>
      watching(
        (caller, path) => (caller === 'real' ? alive : refusing(caller, path)),
        { everySeconds: 3_600, controls: true },
        async ({ become, tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'healthy')
          become(refusing)
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason], ['invalid', 'rejected'])
        },
      ))
  }

  for (const [what, body] of deaths)
    it(`that do not are a death: ${what}`, () =>
      watching(
        () => jsonReply(401, body),
        unwatched,
        async ({ tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'rejected')
        },
      ))

  for (const challenge of [
    'Basic realm="Registry"',
    'BASIC REALM="x"',
    'Basic realm=bare',
    'Basic charset="UTF-8", realm="x"',
    'Basic',
  ])
    it(`are a death on a page with the challenge ${challenge}`, () =>
      watching(
        () => page(challenge),
        unwatched,
        async ({ tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'rejected')
        },
      ))
})
