import type { Reason } from '../../functions/core/model/reason.ts'
import type { FixtureAnswer } from './fixture.ts'

/** Answers that anybody may give, whatever the credential. Each has the reasons that it may have if no rule of the provider fits. */
type GenericAnswer = Pick<FixtureAnswer, 'to' | 'status' | 'headers' | 'body'> & { readonly reasons: readonly Reason[] }

const page = '<!DOCTYPE html><html><title>Sign in</title><form>...</form></html>'
const json = { 'content-type': 'application/json' }

const troubles = [500, 502, 503, 504, 520, 529].flatMap((status): readonly GenericAnswer[] => [
  { to: `anybody, with status ${status}`, status, body: { error: 'internal' }, reasons: ['provider_error'] },
  { to: `anybody, with status ${status} from a proxy`, status, body: page, reasons: ['provider_error'] },
])

const waits = [
  {},
  { 'retry-after': '30' },
  { 'retry-after': 'Thu, 26 Nov 2099 10:00:00 GMT' },
  { 'retry-after': 'soon' },
].map(
  (headers, shape): GenericAnswer => ({
    to: `anybody who sent too many requests, in shape ${shape + 1}`,
    status: 429,
    headers,
    body: { message: 'Too many requests' },
    reasons: ['rate_limited'],
  }),
)

const elsewhere = [301, 302, 303, 307, 308].map(
  (status): GenericAnswer => ({
    to: `anybody, redirected with ${status}`,
    status,
    headers: { location: 'https://login.acme.example/' },
    body: '',
    reasons: ['redirected', 'wrong_target'],
  }),
)

const unread: readonly Reason[] = ['unrecognized']

/** Bodies of successful answers that are empty or wrong. */
const odd: readonly GenericAnswer[] = [
  {
    to: 'a captive portal',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: page,
    reasons: ['wrong_target', 'unrecognized'],
  },
  { to: 'an empty body', status: 200, body: '', reasons: unread },
  ...['[]', '{}', 'null', '-1', '0', '"text"', 'true', '[', '{"ok":', '[null]', '{"error":{"errors":[null]}}'].map(
    (body): GenericAnswer => ({ to: `the body ${body}`, status: 200, headers: json, body, reasons: unread }),
  ),
  {
    to: 'a body that is nested twenty thousand times',
    status: 200,
    headers: json,
    body: `${'['.repeat(20_000)}1${']'.repeat(20_000)}`,
    reasons: unread,
  },
  {
    to: 'an object that is nested twenty thousand times',
    status: 200,
    headers: json,
    body: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    reasons: unread,
  },
  {
    to: 'a body in UTF-16',
    status: 200,
    headers: json,
    body: Buffer.from('{"id":"x"}', 'utf16le').toString('latin1'),
    reasons: unread,
  },
  {
    to: 'a body in Latin-1',
    status: 200,
    headers: json,
    body: Buffer.from('{"ü":1}', 'latin1').toString('latin1'),
    reasons: unread,
  },
  { to: 'a teapot', status: 418, body: {}, reasons: unread },
]

/** The source of answers that belong to no provider. */
export const genericAnswers: readonly GenericAnswer[] = [...troubles, ...waits, ...elsewhere, ...odd]
