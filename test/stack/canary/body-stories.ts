import { cookie, form, get, json, login, post, secret } from '../../../functions/config.ts'
import type { ReceivedRequest } from '../../support/hostile-server.ts'
import { aWatch } from '../../support/stack.ts'
import { type CanaryStory, jsonAnswer } from './story.ts'
import type { Tokens } from './tokens.ts'

type Answer = (tokens: Tokens, request: ReceivedRequest) => ReturnType<typeof jsonAnswer>

/** A token that is sent beside the usual headers. */
function sent(id: string, send: Parameters<typeof aWatch>[2], answer: Answer): CanaryStory {
  return {
    id,
    script: (tokens) => (request) => answer(tokens, request),
    check: (url, secretOf) =>
      aWatch(id, url, { secret: secret(secretOf(id)), ping: post(`${url}/me`, { sideEffects: 'none' }), ...send }),
    // A cookie cannot carry a semicolon.
    secrets: (tokens) => ({ [id]: tokens.opaque(id).replaceAll(';', ':') }),
  }
}

/** A password that logs in. */
function logsIn(id: string, answer: Answer): CanaryStory {
  const fields = { user: 'user', password: 'password' }
  const send = [json('user', { role: 'user' }), json('password', { role: 'password' })]
  return {
    id,
    script: (tokens) => (request) => answer(tokens, request),
    check: (url, secretOf) =>
      aWatch(id, url, {
        secret: secret(secretOf(id), fields),
        login: login(`${url}/login`, { send, session: 'session' }),
        ping: get(`${url}/me`),
        read: { identity: 'login' },
      }),
    secrets: (tokens) => ({ [id]: JSON.stringify({ user: 'acme-bot', password: tokens.opaque(id) }) }),
  }
}

const repeated: Answer = (_tokens, { body, headers }) =>
  jsonAnswer({ login: body, error: body, message: String(headers['cookie']) }, 401)

export const bodyStories: readonly CanaryStory[] = [
  sent('in-json', { send: json('params.token') }, repeated),
  sent('in-form', { send: form('token') }, repeated),
  sent('in-cookie', { send: cookie('sid') }, repeated),
  sent('in-json-healthy', { send: json('token'), read: { identity: 'login' } }, (_tokens, { body }) =>
    jsonAnswer({ login: body }),
  ),
  logsIn('login-refused', repeated),
  logsIn('login-repeated', (tokens, { url, body, headers }) =>
    url === '/login'
      ? jsonAnswer({ session: tokens.opaque('session of a login'), echo: body })
      : jsonAnswer({ login: String(headers['authorization']).replace('Bearer ', '') }),
  ),
  logsIn('login-later', (tokens, { url }) =>
    url === '/login'
      ? jsonAnswer({ session: tokens.opaque('session that is refused') })
      : jsonAnswer({ login: tokens.opaque('login-later') }, 401),
  ),
]
