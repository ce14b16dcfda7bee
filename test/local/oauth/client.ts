import {
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  clientCredentialsGrantRequest,
  type IntrospectionResponse,
  introspectionRequest,
  processClientCredentialsResponse,
  processIntrospectionResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import type { OAuthServer } from '../../../local/oauth/server.ts'

const options = { [allowInsecureRequests]: true } as const

/** A certified OAuth client. Its errors are its own verdict on the server. */
export type TestClient = {
  token(parameters?: Record<string, string>): Promise<TokenEndpointResponse>
  refresh(refreshToken: string): Promise<TokenEndpointResponse>
  introspect(token: string): Promise<IntrospectionResponse>
  revoke(token: string): Promise<void>
}

/** Client of the server with the given authentication. */
export function clientOf(oauth: OAuthServer, clientId: string, authentication: ClientAuth | string): TestClient {
  const client: Client = { client_id: clientId }
  const proof = typeof authentication === 'string' ? ClientSecretBasic(authentication) : authentication
  const server = {
    issuer: oauth.issuer,
    token_endpoint: oauth.tokenUrl,
    introspection_endpoint: oauth.introspectionUrl,
    revocation_endpoint: oauth.revocationUrl,
  }
  return {
    token: async (parameters = {}) => {
      const response = await clientCredentialsGrantRequest(server, client, proof, parameters, options)
      return processClientCredentialsResponse(server, client, response)
    },
    refresh: async (refreshToken) => {
      const response = await refreshTokenGrantRequest(server, client, proof, refreshToken, options)
      return processRefreshTokenResponse(server, client, response)
    },
    introspect: async (token) => {
      const response = await introspectionRequest(server, client, proof, token, options)
      return processIntrospectionResponse(server, client, response)
    },
    revoke: async (token) => {
      await processRevocationResponse(await revocationRequest(server, client, proof, token, options))
    },
  }
}
