import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { get, http, secret } from 'tokenwatch'
import { control } from '../../../functions/core/probe/control.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'

const token = 'marked-7f3a9c-token'

const checkOf = (url: string, assert?: string[]) =>
  expandedCheck(
    http({
      id: 'api',
      impact: 'None',
      secret: secret('production/ci'),
      ping: get(`${url}/me`),
      ...(assert === undefined ? {} : { assert }),
      ...onLoopback,
    }),
  )

/** Asks an API that gives strangers this answer: by its status alone, and by a control. */
async function answering(stranger: Behaviour) {
  const good: Behaviour = { kind: 'json', body: { login: 'bot' } }
  const server = await startHostileServer(({ headers }) =>
    headers['authorization'] === `Bearer ${token}` ? good : stranger,
  )
  const prober = startProber(token)
  try {
    const [reason] = shownProbe(await prober.probe(checkOf(server.url)))
    const read = checkOf(server.url, ["login == 'bot'"])
    const asked = await Promise.all(
      (['broken', 'none'] as const).map((one) => control(read, one, prober.dependencies, {})),
    )
    return [reason, ...asked.map(({ outcome }) => outcome)]
  } finally {
    await prober.close()
    await server.close()
  }
}

const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})
const page = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  answer(status, `<html>${body}</html>`, { 'content-type': 'text/html', ...headers })
const json = (status: number, body: unknown): Behaviour => ({ kind: 'json', status, body })

describe('an answer to a stranger', () => {
  const none: [string, Behaviour][] = [
    ['425', answer(425)],
    ['403 with a wish to wait', answer(403, 'slow', { 'retry-after': '60' })],
    ['401 with a wish to wait', answer(401, '', { 'retry-after': '60' })],
    ['401 with a date to wait for', answer(401, '', { 'retry-after': 'Wed, 01 Jan 2098 00:00:00 GMT' })],
    ['403 without any call left', answer(403, '', { 'x-ratelimit-remaining': '0' })],
    ['401 for too many attempts', json(401, { error: 'too many attempts' })],
    ['403 for too many attempts', json(403, { message: 'Too many failed logins' })],
    ['400 for too many attempts', json(400, { error: 'invalid_request', error_description: 'Too many attempts' })],
    ['403 as text, for too many requests', answer(403, 'Too many requests from your network')],
    ['403 for the address', json(403, { detail: 'Your IP is not on the allow list' })],
    ['409 of a locked account', json(409, { code: 'ACCOUNT_LOCKED' })],
    ['403 with a mark of a guard', answer(403, '', { 'cf-mitigated': 'challenge' })],
    ['a challenge page', page(403, '<title>Just a moment...</title><script>go()</script>')],
    ['a page that looks for people', page(403, '<h1>Checking your browser</h1>')],
    ['a captcha', page(405, '<p>Please complete the CAPTCHA')],
    ['a page of maintenance', page(200, '<h1>Down for maintenance</h1>')],
    ['200 with a limit in it', json(200, { error: 'Rate limit exceeded' })],
    ['500', answer(500)],
    ['503 that speaks of the key', json(503, { error: 'invalid key' })],
    ['520', answer(520)],
  ]
  for (const [what, stranger] of none)
    it(`is no refusal of a credential: ${what}`, async () =>
      assert.deepEqual(await answering(stranger), ['unrecognized', 'unanswered', 'unanswered']))

  const refusals: [string, Behaviour][] = [
    ['401', answer(401)],
    ['403', answer(403)],
    ['404', json(404, { message: 'Not Found' })],
    ['403 that denies a permission', json(403, { message: 'You have no permission' })],
    ['400 that names the key', json(400, { error: 'API key not valid' })],
    ['a page of nginx', page(403, '<head><title>403 Forbidden</title></head><body><center>nginx</center></body>')],
    ['a page of Jetty', page(401, '<h2>HTTP ERROR 401 Unauthorized</h2>')],
    [
      'a page whose style speaks of attempts',
      page(403, '<style>.attempts{}</style><script>"captcha"</script>Forbidden'),
    ],
    ['401 with a reason for people', answer(401, '', { 'x-seraph-loginreason': 'OUT' })],
    ['403 with calls left', answer(403, '', { 'x-ratelimit-remaining': '59' })],
    ['200 with an error in it', json(200, { error: 'bad key' })],
  ]
  for (const [what, stranger] of refusals)
    it(`is a refusal: ${what}`, async () =>
      assert.deepEqual(await answering(stranger), ['healthy', 'refused', 'refused']))
})
