import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { form, get, http, login, secret } from 'tokenwatch'
import { expandedCheck } from '../../config/reading.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'

const refreshToken = 'marked-7f3a9c-refresh'
const issued = { access_token: 'session-4d2e8b', token_type: 'Bearer', expires_in: 60 }

/** Probes a refresh token by its exchange, at an issuer with this answer. */
async function exchanged(answer: Behaviour): Promise<readonly string[]> {
  const server = await startHostileServer(({ url, headers, body }) => {
    if (url === '/token')
      return new URLSearchParams(body).get('refresh_token') === refreshToken ? answer : { kind: 'html' }
    const isUsed = headers['authorization'] === `Bearer ${issued.access_token}`
    return isUsed ? { kind: 'json', body: { login: 'bot' } } : { kind: 'json', status: 401, body: {} }
  })
  const prober = startProber(refreshToken)
  try {
    const check = expandedCheck(
      http({
        id: 'google',
        impact: 'None',
        secret: secret('production/ci'),
        login: login(`${server.url}/token`, {
          body: 'grant_type=refresh_token&client_id=cli',
          send: form('refresh_token'),
          session: 'access_token',
          keepsRefreshToken: true,
        }),
        ping: get(`${server.url}/me`),
        assert: ["login == 'bot'"],
        ...onLoopback,
      }),
    )
    const probed = await prober.probe(check)
    assert.ok(!/marked|7f3a9c|4d2e8b/.test(JSON.stringify(probed)))
    return shownProbe(probed)
  } finally {
    await prober.close()
    await server.close()
  }
}

const refused = (body: object, status = 400): Behaviour => ({ kind: 'json', status, body })

describe('a refresh token that is exchanged, and that the server keeps', () => {
  const answers: [string, Behaviour, readonly string[]][] = [
    ['an access token', { kind: 'json', body: issued }, ['healthy', 'success']],
    [
      'the same refresh token again',
      { kind: 'json', body: { ...issued, refresh_token: refreshToken } },
      ['healthy', 'success'],
    ],
    [
      'another refresh token',
      { kind: 'json', body: { ...issued, refresh_token: 'marked-7f3a9c-next' } },
      ['check_invalid', 'refresh-token-replaced'],
    ],
    [
      'one that begins alike',
      { kind: 'json', body: { ...issued, refresh_token: `${refreshToken}2` } },
      ['check_invalid', 'refresh-token-replaced'],
    ],
    [
      'a refusal of the token',
      refused({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }),
      ['rejected', 'grant-invalid', 'grant-invalid'],
    ],
    ['a refusal with 200', refused({ error: 'invalid_grant' }, 200), ['rejected', 'grant-invalid', 'grant-invalid']],
    [
      'a refusal of the address',
      refused({ error: 'invalid_grant', error_description: 'ip not allowed' }),
      ['blocked_from_here', 'address-refused'],
    ],
    [
      'a wish for a person',
      refused({ error: 'invalid_grant', error_description: 'AADSTS65001: consent is missing' }),
      ['unrecognized', 'asks-a-person'],
    ],
    ['a wish for a login', refused({ error: 'interaction_required' }), ['unrecognized', 'more-than-a-secret']],
    ['trouble', refused({ error: 'temporarily_unavailable' }, 503), ['provider_error', 'issuer-in-trouble']],
  ]
  for (const [what, answer, shown] of answers)
    it(`is ${shown[0]} if ${what} comes`, async () => assert.deepEqual(await exchanged(answer), shown))
})
