import { refreshTokenGrantRequest } from 'oauth4webapi'
import type { Credential } from '../../model/credential.ts'
import type { ClientAuthentication } from '../../model/question.ts'
import type { WireAnswer, WireFailure } from '../network/network.ts'
import { authenticate, overNetwork, type Send } from './over-network.ts'

/** The endpoint and scope of a refresh. */
export type RefreshGrant = {
  readonly tokenUrl: string
  readonly scope: string | null
  readonly authentication: ClientAuthentication
}

/** Exchanges a refresh token, once. Returns the answer unread: whatever it says, the token may be spent. */
export function refresh(
  grant: RefreshGrant,
  { present, client }: { readonly present: Credential; readonly client: Credential },
  send: Send,
): Promise<WireAnswer | WireFailure> {
  const server = { issuer: new URL(grant.tokenUrl).origin, token_endpoint: grant.tokenUrl }
  const clientId = { client_id: client.open('clientId') }
  const authentication = authenticate(grant.authentication, client.open('clientSecret'))
  const options = grant.scope === null ? {} : { additionalParameters: { scope: grant.scope } }
  return overNetwork(send, (network) =>
    refreshTokenGrantRequest(server, clientId, authentication, present.open('refreshToken'), {
      ...network,
      ...options,
    }),
  )
}
