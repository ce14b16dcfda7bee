import type { ReceivedRequest } from '../../support/hostile-server.ts'
import { answer, type HostileAnswer, healthyBody } from './answer.ts'

const ok = (attack: string, body: string | Buffer, outcome: string, type = 'application/json'): HostileAnswer =>
  answer(attack, { kind: 'answer', status: 200, headers: { 'content-type': type }, body }, outcome)

const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

/** Bodies that break a reader, or look like proof. */
export const hostileBodies: readonly HostileAnswer[] = [
  ok('no body', '', 'unrecognized: success'),
  ok('JSON that breaks off', healthyBody.slice(0, -1), 'unrecognized: success'),
  ok('JSON behind JSON', healthyBody.repeat(2), 'unrecognized: success'),
  ok('lists 100,000 deep', nested('[', ']', 100_000), 'unrecognized: success'),
  ok('objects 40,000 deep', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`, 'unrecognized: success'),
  ok(
    'an object with 5,000 fields',
    `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":1`).join()}}`,
    'unrecognized: success',
  ),
  ok('a text of 260,000 characters', JSON.stringify({ login: 'a'.repeat(260_000) }), 'wrong_identity: success'),
  ok('one byte beyond the limit', Buffer.alloc(262_145, ' '), 'oversized: body_too_large'),
  ok(
    'bytes that are no UTF-8',
    Buffer.from([0x7b, 0x22, 0x6c, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    'unrecognized: success',
  ),
  ok('UTF-16', Buffer.from(`\uFEFF${healthyBody}`, 'utf16le'), 'unrecognized: success'),
  ok('half a character', '{"login":"\\ud83d","ok":true}', 'wrong_identity: success'),
  ok('a number that is infinite', '{"login":1e999,"ok":true}', 'unrecognized: success'),
  ok('NaN', '{"login":NaN,"ok":true}', 'unrecognized: success'),
  ok('the prototype as a field', '{"__proto__":{"login":"bot","ok":true}}', 'unrecognized: success'),
  ok('the constructor as a field', '{"constructor":{"prototype":{"login":"bot","ok":true}}}', 'unrecognized: success'),
  ok('a field twice, of which one is right', '{"login":"bot","login":"eve","ok":true}', 'wrong_identity: success'),
  ok('a list around a good body', `[${healthyBody}]`, 'unrecognized: success'),
  ok('an object where a name belongs', '{"login":{"toString":"bot"},"ok":true}', 'unrecognized: success'),
  ok('ok that is not true', '{"login":"bot","ok":"false"}', 'check_invalid: success'),
  ok('a failure beside good words', '{"login":"bot","ok":false,"error":"invalid_token"}', 'wrong_answer: success'),
  ok(
    'a page where JSON belongs',
    `<!doctype html><title>Sign in</title>${healthyBody}`,
    'wrong_target: success',
    'text/html',
  ),
  ok('somebody else', '{"login":"eve","ok":true}', 'wrong_identity: success'),
]

/** Repeats what came with the request, in the place where a word of death belongs. */
const repeating = (request: ReceivedRequest): string => String(request.headers['authorization'])

export const echoedTokens: readonly HostileAnswer[] = [
  answer(
    'the token as the name of its owner',
    (request) => ({ kind: 'json', body: { login: repeating(request), ok: true } }),
    'wrong_identity: success',
  ),
  answer(
    'the token as an error',
    (request) => ({ kind: 'json', status: 401, body: { error: repeating(request) } }),
    'rejected: unauthorized',
  ),
  ...(['body', 'header', 'reason'] as const).map((place) =>
    answer(`the token in the ${place} of a refusal`, { kind: 'echo', in: place }, 'rejected: unauthorized'),
  ),
  answer('the token where a status line belongs', { kind: 'malformed' }, 'unrecognized: malformed_answer'),
  answer(
    'the token in a redirect',
    { kind: 'redirect', to: 'https://elsewhere.example/', echo: true },
    'redirected: redirect',
  ),
  answer(
    'the token in a challenge',
    (request) => ({
      kind: 'answer',
      status: 401,
      headers: { 'www-authenticate': `Bearer error="${repeating(request)}"` },
    }),
    'rejected: unauthorized',
  ),
  answer(
    'the token as a date',
    (request) => ({ kind: 'answer', status: 429, headers: { 'retry-after': repeating(request) } }),
    'rate_limited: rate-limit',
  ),
]
