import type { SecretReference } from './secret-reference.ts'

/** An HTTP request as the config or the catalogue declares it, without its credential. */
export type PingRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as it is; only with POST, which a config has to declare as free of side effects. */
  readonly body: string | null
}

/** Where in a request a role of the credential travels. */
export type Placement =
  | { readonly in: 'header'; readonly name: string; readonly prefix: string; readonly role: string }
  | {
      readonly in: 'basic'
      readonly user: { readonly literal: string } | { readonly role: string }
      readonly passwordRole: string | null
    }
  | { readonly in: 'query'; readonly name: string; readonly role: string }
  | { /** In place of `{role}` in the URL's path. */ readonly in: 'path'; readonly role: string }
  | {
      /** A field of the JSON object that the body is. */ readonly in: 'json'
      readonly name: string
      readonly role: string
    }
  | {
      /** A field of a body in `application/x-www-form-urlencoded`. */ readonly in: 'form'
      readonly name: string
      readonly role: string
    }

/**
 * How a client proves itself at an OAuth endpoint (RFC 6749 section 2.3.1): in a header, escaped as the standard wants, or as it is for
 * servers that do not unescape it; or in the body.
 */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_basic_unescaped' | 'client_secret_post'

/** What the probe asks, with every host already resolved. The profile says how the answer is judged. */
export type Question =
  | { readonly kind: 'request'; readonly ping: PingRequest; readonly send: readonly Placement[] }
  | {
      /** Roles `clientId` and `clientSecret`; the minted access token is sent with the ping as a bearer token. */
      readonly kind: 'client_credentials'
      readonly tokenUrl: string
      readonly scope: string | null
      readonly audience: string | null
      readonly authentication: ClientAuthentication
      readonly ping: PingRequest | null
    }
  | {
      /** Role `token` is asked about; `clientId` and `clientSecret` come from `client` (RFC 7662). */
      readonly kind: 'introspection'
      readonly introspectionUrl: string
      readonly authentication: ClientAuthentication
      readonly client: SecretReference
      /** What the token is, where the server wants to be told (RFC 7662 section 2.1). */
      readonly tokenType?: 'access_token' | 'refresh_token'
    }
  | {
      /** Role `token` is a JWT: claims are read offline, the signature is checked where a key set is named. */
      readonly kind: 'jwt'
      readonly issuer: string | null
      readonly audience: string | null
      readonly jwksUrl: string | null
      readonly ping: PingRequest | null
      readonly send: readonly Placement[]
    }
  | {
      /** Role `privateKey` (PEM) signs a JWT by RS256, which is sent in the place of the credential (RFC 7519, RFC 7523). */
      readonly kind: 'signed_jwt'
      readonly issuer: { readonly literal: string } | { readonly role: string }
      readonly audience: string | null
      readonly scope: string | null
      readonly lifetimeSeconds: number
      readonly ping: PingRequest
      /** The JWT is the role `token`. */
      readonly send: readonly Placement[]
    }
  | {
      /** Roles `user` and `password`, given to whom the registry names in its challenge (distribution spec, token authentication). */
      readonly kind: 'registry'
      /** Address of `/v2/`. */
      readonly url: string
      /** The host that may be given the credential, besides the registry's own. */
      readonly tokenHost: string
      readonly repository: string | null
    }
  | {
      /** Roles `accessKeyId` and `secretAccessKey` sign the request (AWS Signature Version 4). */
      readonly kind: 'sigv4'
      readonly service: string
      readonly region: string
      readonly ping: PingRequest
    }
  | {
      /** Role `certificate` (PEM) is read offline, `privateKey` beside it if the secret has it. */ readonly kind: 'certificate'
    }
  | { /** Nothing is asked: the declared dates are all there is. */ readonly kind: 'declared' }
