import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeclaredAnswer } from '../../../functions/core/model/check.ts'
import { aPing, expecting, reading } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { alive, jsonReply, watching } from '../../support/watched-api.ts'

const scopeless = jsonReply(403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' })
const bare = jsonReply(403, { message: 'Forbidden' })

type Row = readonly [
  what: string,
  answer: Behaviour,
  outcome: string,
  options?: { readonly optional?: true; readonly answers?: readonly DeclaredAnswer[]; readonly profile?: string },
]

const declared = (status: number, when: string, means: DeclaredAnswer['means']) => ({
  answers: [{ status, when, means }],
})
const github = { profile: 'github-fine-grained' } as const
const gitlab = { profile: 'gitlab' } as const
const notion = { profile: 'notion' } as const
const jira = { profile: 'jira-cloud' } as const
const sendgrid = { profile: 'sendgrid' } as const

/** Answers to a need, while the credential itself is accepted. */
const rows: readonly Row[] = [
  ['a list', jsonReply(200, []), 'healthy'],
  ['nothing, with 204', { kind: 'answer', status: 204 }, 'healthy'],
  ['a body without any error', jsonReply(200, { error: null, items: [] }), 'healthy'],
  ['a missing scope', scopeless, 'under_scoped'],
  ['a missing scope that is optional', scopeless, 'ping_forbidden', { optional: true }],
  ['a bare 403', bare, 'unrecognized'],
  ['a bare 403 that is optional', bare, 'unrecognized', { optional: true }],
  ['an error with 200', jsonReply(200, { ok: false, error: 'missing_scope' }), 'unrecognized'],
  ['a status of error with 200', jsonReply(200, { status: 'error', message: 'no permission' }), 'unrecognized'],
  ['an error in an envelope', jsonReply(200, { result: { error: 'forbidden' } }), 'unrecognized'],
  ['an error code in an envelope', jsonReply(200, { data: { code: 403 } }), 'unrecognized'],
  ['a failure with 200', jsonReply(200, { status: 'fail', data: null }), 'unrecognized'],
  ['the error code of a messenger', jsonReply(200, { errcode: 48_001, errmsg: 'api unauthorized' }), 'unrecognized'],
  ['no error of a messenger', jsonReply(200, { errcode: 0, errmsg: 'ok' }), 'healthy'],
  ['the failure of a gallery', jsonReply(200, { stat: 'fail', code: 99 }), 'unrecognized'],
  [
    'a fault of SOAP',
    { kind: 'answer', status: 200, body: '<Fault><faultcode>Client</faultcode></Fault>' },
    'unrecognized',
  ],
  ['a denial as text', { kind: 'answer', status: 200, body: 'Permission denied' }, 'unrecognized'],
  ['a good status in words', jsonReply(200, { status: 'active', result: [] }), 'healthy'],
  ['a page with 200', { kind: 'html' }, 'wrong_target'],
  ['a 401, although the credential is accepted', jsonReply(401, {}), 'unrecognized'],
  ['an undocumented 404', jsonReply(404, { message: 'Not Found' }), 'wrong_target'],
  ['a limit', jsonReply(429, {}), 'rate_limited'],
  ['trouble', jsonReply(503, {}), 'provider_error'],
  ['a declared missing role', bare, 'under_scoped', declared(403, "message == 'Forbidden'", 'under_scoped')],
  [
    'a declared 404',
    jsonReply(404, { why: 'hidden' }),
    'under_scoped',
    declared(404, "why == 'hidden'", 'under_scoped'),
  ],
  ['a permission it may lack', bare, 'ping_forbidden', declared(403, "message == 'Forbidden'", 'ping_forbidden')],
  ['an answer that is declared good', jsonReply(404, {}), 'healthy', declared(404, 'message == null', 'alive')],
  ["GitHub's 404 for what a token may not see", jsonReply(404, { message: 'Not Found' }), 'under_scoped', github],
  ["GitHub's other 404", jsonReply(404, {}), 'unrecognized', github],
  [
    "GitHub's refusal of a permission",
    jsonReply(403, { message: 'Resource not accessible by x' }),
    'under_scoped',
    github,
  ],
  ["GitLab's 404 for a private project", jsonReply(404, { message: '404 Project Not Found' }), 'under_scoped', gitlab],
  ["GitLab's 401 for a missing permission", jsonReply(401, { message: '401 Unauthorized' }), 'under_scoped', gitlab],
  ["GitLab's refusal of a scope", jsonReply(403, { error: 'insufficient_scope' }), 'under_scoped', gitlab],
  ["Notion's 404 for what is not shared", jsonReply(404, { code: 'object_not_found' }), 'under_scoped', notion],
  ["Notion's refusal", jsonReply(403, { code: 'restricted_resource' }), 'under_scoped', notion],
  [
    "SendGrid's 401 for a missing permission",
    jsonReply(401, { errors: [{ message: 'Authenticated user is not authorized to send mail' }] }),
    'under_scoped',
    sendgrid,
  ],
  [
    "SendGrid's 401 for spent credits",
    jsonReply(401, { errors: [{ message: 'Maximum credits exceeded' }] }),
    'quota_exhausted',
    sendgrid,
  ],
  [
    "Jira's 404 for an issue it may not see",
    jsonReply(404, { errorMessages: ['no'], errors: {} }),
    'under_scoped',
    jira,
  ],
]

/** Answer to the first question of each profile. */
const lives = { login: 'bot', active: true, revoked: false, object: 'user', type: 'bot', accountId: 'a', scopes: ['s'] }

describe('a need of a check', () => {
  for (const [what, answer, outcome, { optional, answers = [], profile = 'http' } = {}] of rows)
    it(`that is answered with ${what} makes it ${outcome}`, () =>
      watching(
        () => jsonReply(200, lives),
        { profile, answers, paths: reading({ identity: 'login' }) },
        async ({ check, prober, server, become, tick, state, subjects }) => {
          const need = aPing(`${server.url}/repos/acme?page=1`, optional === true ? { optional } : {})
          const change = { needs: [need] }
          await tick(5, change)
          assert.equal(state()?.reason, 'healthy')
          become((_, path) => (path === '/me' ? jsonReply(200, lives) : answer))
          assert.equal(shownProbe(await prober.probe({ ...check, ...change }))[0], outcome)
          await tick(5, change)
          assert.equal(state()?.reason, outcome)
          assert.deepEqual(subjects(), outcome === 'under_scoped' ? ['ALARM: production/ci-bot under_scoped'] : [])
          if (outcome !== 'healthy') assert.match(state()?.detail ?? '', /^GET \/repos\/acme: /)
        },
      ))

  it('pages if it was met before, and resolves once it is met again', () =>
    watching(
      () => alive,
      {},
      async ({ server, become, tick, subjects }) => {
        const change = { needs: [aPing(`${server.url}/deploy`)] }
        await tick(5, change)
        become((_, path) => (path === '/me' ? alive : scopeless))
        await tick(5, change)
        assert.deepEqual(subjects(), ['ALARM: production/ci-bot under_scoped'])
        become(() => alive)
        await tick(5, change)
        await tick(5, change)
        assert.equal(subjects()[1], 'OK: production/ci-bot is good again')
      },
    ))

  it('is asked with the same credential, and not at all for a credential that is refused', () =>
    watching(
      (caller) => (caller === 'real' ? alive : jsonReply(401, {})),
      {},
      async ({ check, prober, server, become }) => {
        const needs = [aPing(`${server.url}/one`), aPing(`${server.url}/two`)]
        const asking = { ...check, needs, expect: expecting({}) }
        await prober.probe(asking)
        assert.deepEqual(
          server.requests.map(({ url, headers }) => [url, headers['authorization']]),
          ['/me', '/one', '/two'].map((path) => [path, 'Bearer marked-7f3a9c-token']),
        )
        become(() => jsonReply(401, {}))
        await prober.probe(asking)
        assert.deepEqual(
          server.requests.slice(3).map(({ url }) => url),
          ['/me', '/me'],
        )
      },
    ))
})
