import { ours, secret } from '../../../functions/config.ts'
import type { Behaviour, ReceivedRequest } from '../../support/hostile-server.ts'
import { aWatch, bot } from '../../support/stack.ts'
import { aClient, type CanaryStory, clientFields, jsonAnswer, received } from './story.ts'
import type { Tokens } from './tokens.ts'

/** Tokens near their end: their successors are minted by a server that echoes secrets. */
export const rotationStories: readonly CanaryStory[] = [
  rotation('rotated', (tokens, request) =>
    request.url === '/token'
      ? jsonAnswer({ access_token: tokens.opaque('minted by a rotation'), token_type: 'Bearer', expires_in: 3_600 })
      : jsonAnswer({ login: bot.clientId }),
  ),
  rotation('rotation-refused', (_tokens, request) =>
    request.url === '/token'
      ? jsonAnswer({ error: 'invalid_client', error_description: received(request) }, 401)
      : jsonAnswer({ login: bot.clientId }),
  ),
  rotation('rotation-untrue', (tokens, request) => {
    const minted = tokens.opaque('minted and refused')
    if (request.url === '/token') return jsonAnswer({ access_token: minted, token_type: 'Bearer', expires_in: 3_600 })
    // A credential of another client that is not refused. A refusal would be retried for as long as replicas may need.
    return jsonAnswer({ login: received(request) === minted ? received(request) : bot.clientId })
  }),
]

function rotation(id: string, script: (tokens: Tokens, request: ReceivedRequest) => Behaviour): CanaryStory {
  return {
    id,
    script: (tokens) => (request) => script(tokens, request),
    check: (url, secretOf) =>
      aWatch(id, `${url}/me`, {
        secret: secret(secretOf(id), 'access_token'),
        expiresField: { name: 'expires_at', format: 'epoch_seconds' },
        warn: '30m',
        critical: '1m',
        rotation: ours({
          grant: 'client_credentials',
          tokenUrl: `${url}/token`,
          client: secret(secretOf(`${id}-client`), clientFields),
          rotateWithin: '20m',
        }),
      }),
    secrets: (tokens) => ({
      [id]: JSON.stringify({ access_token: tokens.opaque(id), expires_at: Math.floor(Date.now() / 1_000) + 600 }),
      [`${id}-client`]: aClient(tokens, `${id}-client`),
    }),
  }
}
