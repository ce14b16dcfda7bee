import { basic, query } from '../../../functions/config.ts'
import { bot } from '../../support/stack.ts'
import { aStory, type CanaryStory, jsonAnswer, received } from './story.ts'

const refusals: readonly CanaryStory[] = [
  aStory('healthy', jsonAnswer({ login: bot.clientId })),
  ...(['body', 'header', 'reason'] as const).map((place) => aStory(`echo-${place}`, { kind: 'echo', in: place })),
  aStory('malformed', { kind: 'malformed' }),
  aStory('redirect', { kind: 'redirect', to: 'https://elsewhere.example/', echo: true }),
  aStory('lost', { kind: 'reset_in_body' }),
  aStory('huge', { kind: 'huge_header', bytes: 100_000 }),
  aStory('basic', { kind: 'echo', in: 'body' }, { send: basic({ user: 'acme' }) }),
  aStory('in-query', (request) => jsonAnswer({ error: request.url }, 401), { send: query('api_key') }),
  aStory('in-query-malformed', { kind: 'malformed' }, { send: query('api_key') }),
  aStory('in-query-redirect', (request) => ({ kind: 'redirect', to: `/again${request.url}` }), {
    send: query('api_key'),
  }),
]

/** Ways in which a server may write down the token that it received. */
export const disguises: Readonly<Record<string, (token: string) => string>> = {
  plain: (token) => token,
  'with-words': (token) => `you are ${token}, are you not?`,
  'far-behind': (token) => `${'-'.repeat(70)}${token}`,
  part: (token) => token.slice(20, 29),
  reversed: (token) => [...token].reverse().join(''),
  lower: (token) => token.toLowerCase(),
  base64: (token) => Buffer.from(token).toString('base64'),
  'base64-of-pair': (token) => Buffer.from(`me:${token}`).toString('base64'),
  hex: (token) => Buffer.from(token).toString('hex'),
  percent: (token) => encodeURIComponent(token),
  json: (token) => JSON.stringify(token),
}

const identities: readonly CanaryStory[] = Object.entries(disguises).map(([how, disguise]) =>
  aStory(`identity-${how}`, (request) => jsonAnswer({ login: disguise(received(request)) }), {
    assert: [],
    // An identity of its own, so that no page is about several of them: who joins a page depends on the time.
    identity: `${bot.clientId}-${how}`,
    read: { identity: 'login' },
  }),
)

const environments: readonly CanaryStory[] = [
  aStory('environment', (request) => jsonAnswer({ login: bot.clientId, where: received(request) }), {
    read: { environment: 'where' },
    environmentLabel: 'live',
  }),
  aStory(
    'scopes',
    (request) => jsonAnswer({ login: bot.clientId, scope: received(request), until: received(request) }),
    {
      read: { scopes: 'scope', expires: 'until' },
      scopes: ['things:read'],
    },
  ),
]

export const answerStories: readonly CanaryStory[] = [...refusals, ...identities, ...environments]
