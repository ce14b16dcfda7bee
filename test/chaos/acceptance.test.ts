import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import {
  type Acceptance,
  type DeclaredAcceptance,
  judgeAcceptance,
  type References,
} from '../../chaos/intruder/acceptance.ts'
import { answerProfile, type SeenAnswer } from '../../chaos/intruder/answer.ts'

const json = (status: number, body: unknown, headers: SeenAnswer['headers'] = {}): SeenAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
})
const bare = (status: number, headers: SeenAnswer['headers'] = {}): SeenAnswer => ({ status, headers, body: null })

const invoices = json(200, { invoices: [{ id: 1 }] })
const unauthorized = json(401, { error: 'invalid_token' })
const slackYes = json(200, { ok: true, user: 'orders' })
const slackNo = json(200, { ok: false, error: 'invalid_auth' })
const comparing = (valid: SeenAnswer | null, missing: SeenAnswer | null): References => ({
  valid: valid === null ? [] : [answerProfile(valid)],
  missing: missing === null ? null : answerProfile(missing),
})
const usual = comparing(invoices, unauthorized)
const nothing = comparing(null, null)
const gzipped = {
  status: 200,
  headers: { 'content-encoding': 'gzip' },
  body: gzipSync('{"ok":false,"error":"not_authed"}'),
}

const zstd = (body: unknown): SeenAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-encoding': 'zstd' },
  body: zstdCompressSync(JSON.stringify(body)),
})
const xml = (body: string): SeenAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(body),
})
const [coded, refusedByCode] = [json(200, { code: 0, msg: 'ok' }), json(200, { code: 40_001, msg: 'no' })]
/** Beginning of an answer whose end nobody waited for. */
const begun = (contentType: string): SeenAnswer => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: null,
})
const created = (id: string) => bare(303, { location: `/orders/${id}` })

const cases: readonly (readonly [string, Acceptance, SeenAnswer, References, DeclaredAcceptance?])[] = [
  ['a usual answer', 'accepted', json(200, { invoices: [] }), usual],
  ['a refusal', 'refused', unauthorized, usual],
  ['another refusal', 'refused', json(403, { message: 'no' }), usual],
  ['a failure', 'refused', bare(503), usual],
  ['304 to a conditional request', 'accepted', bare(304), usual],
  ['304 when nothing is known', 'accepted', bare(304), nothing],
  ['304 of a path that serves everybody', 'accepted', bare(304), comparing(invoices, invoices)],
  ['412 to a conditional write', 'accepted', bare(412), usual],
  ['412 to a conditional write, when nothing is known', 'accepted', bare(412), nothing],
  ['412 that strangers get, too', 'refused', bare(412), comparing(invoices, bare(412))],
  ['416 to a range', 'accepted', bare(416), usual],
  ['206 to a range', 'accepted', bare(206), usual],
  ['428 that demands a condition', 'refused', bare(428), usual],
  ['204 when the API answers 204', 'accepted', bare(204), comparing(bare(204), unauthorized)],
  ['a 200 that says ok: false', 'refused', slackNo, comparing(slackYes, slackNo)],
  ['a 200 that says ok: false, though nothing is known', 'refused', slackNo, nothing],
  [
    'a 200 that says ok: false and no more',
    'refused',
    json(200, { ok: false, user: 'x' }),
    comparing(slackYes, bare(401)),
  ],
  ['a 200 that says active: false', 'refused', json(200, { active: false }), nothing],
  ['a compressed 200 that says no', 'refused', gzipped, nothing],
  [
    'GraphQL errors',
    'refused',
    json(200, { data: null, errors: [{ message: 'no' }] }),
    comparing(json(200, { data: {} }), null),
  ],
  ['a usual answer with an empty list of errors', 'accepted', json(200, { data: {}, errors: [] }), nothing],
  [
    'a login page',
    'refused',
    bare(302, { location: '/login?next=/invoices' }),
    comparing(invoices, bare(302, { location: '/login' })),
  ],
  [
    'a login page, though nothing is known of it',
    'refused',
    bare(302, { location: '/login' }),
    comparing(invoices, null),
  ],
  [
    'the redirect that a valid token gets',
    'accepted',
    bare(302, { location: '/file/7?sig=1' }),
    comparing(bare(302, { location: '/file/7' }), unauthorized),
  ],
  [
    'the 404 that a valid token gets',
    'accepted',
    json(404, { message: 'none' }),
    comparing(json(404, { message: 'none' }), unauthorized),
  ],
  ['a path that serves everybody', 'accepted', invoices, comparing(invoices, invoices)],
  ['a path that refuses everybody', 'refused', unauthorized, comparing(unauthorized, unauthorized)],
  ['a page that strangers get, when nothing else is known', 'unclear', bare(200), comparing(null, bare(200))],
  ['another 200 than usual, and a known refusal', 'accepted', json(200, { guest: true }), usual],
  ['another 200 than usual, and no known refusal', 'unclear', json(200, { guest: true }), comparing(invoices, null)],
  [
    'a page for strangers with 200',
    'refused',
    bare(200, { 'content-type': 'text/html' }),
    comparing(invoices, bare(200, { 'content-type': 'text/html; charset=utf-8' })),
  ],
  ['the redirect to another id than the valid one', 'accepted', created('817'), comparing(created('42'), unauthorized)],
  ['another redirect than a valid one', 'unclear', created('b'), comparing(created('a'), unauthorized)],
  [
    'the redirect that a valid token gets, and no known refusal',
    'unclear',
    created('1'),
    comparing(created('2'), null),
  ],
  ['the 422 that a valid token gets, and no known refusal', 'unclear', bare(422), comparing(bare(422), null)],
  ['a code that says no', 'refused', refusedByCode, comparing(coded, refusedByCode)],
  ['a code that says yes, though strangers get none', 'accepted', coded, comparing(coded, refusedByCode)],
  ['a code that says no, and no known refusal', 'unclear', refusedByCode, comparing(coded, null)],
  ['XML that looks alike for everybody', 'unclear', xml('<fault/>'), comparing(xml('<list/>'), xml('<fault/>'))],
  ['XML that is the same for everybody', 'accepted', xml('<list/>'), comparing(xml('<list/>'), xml('<list/>'))],
  ['XML, and no known refusal', 'unclear', xml('<fault/>'), comparing(xml('<list/>'), null)],
  [
    'a page for everybody that names the time',
    'accepted',
    json(200, { at: 1 }),
    {
      valid: [answerProfile(json(200, { at: '2026-11-30T10:00:00.123Z' }))],
      missing: answerProfile(json(200, { at: '2026-11-30T10:00:07.456Z' })),
    },
  ],
  ['a refusal in zstd', 'refused', zstd({ ok: false, error: 'no' }), comparing(zstd(slackYes), slackNo)],
  ['an answer in zstd', 'accepted', zstd({ ok: true, user: 'orders' }), comparing(zstd(slackYes), slackNo)],
  [
    'an answer that nobody can decode',
    'unclear',
    { ...begun('application/json'), headers: { 'content-encoding': 'x' }, body: Buffer.from('?') },
    comparing(slackYes, slackNo),
  ],
  ['the beginning of a stream, and a known refusal', 'accepted', begun('text/event-stream'), usual],
  [
    'the beginning of an answer, and strangers get 200 too',
    'unclear',
    begun('application/json'),
    comparing(slackYes, slackNo),
  ],
  [
    '401 that a token of the service once got',
    'refused',
    json(401, { error: 'e', error_description: 'd' }),
    comparing(json(401, { error: 'e', error_description: 'd' }), bare(401)),
  ],
  ['429 that a token of the service once got', 'refused', bare(429), comparing(bare(429), unauthorized)],
  ['503 that a token of the service once got', 'refused', bare(503), comparing(bare(503), unauthorized)],
  [
    'what the experiment declares',
    'accepted',
    json(202, { state: 'in' }),
    usual,
    { status: [202], json: { '/state': 'in' } },
  ],
  ['what the experiment does not declare', 'refused', invoices, usual, { json: { '/user/active': true } }],
  [
    'a nested member that is declared',
    'accepted',
    json(200, { user: { active: true } }),
    usual,
    { json: { '/user/active': true } },
  ],
]

describe('acceptance of a token that must be refused', () => {
  for (const [title, expected, answer, references, declared] of cases)
    it(`${title}: ${expected}`, () => assert.equal(judgeAcceptance(answer, references, declared ?? null), expected))
})
