import type { AnswerPaths, AnswerPlace } from './answer-place.ts'
import type { SecretReference } from './secret-reference.ts'

/** An HTTP request of the config or the catalogue, without its credential. */
export type PingRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent unchanged, with POST only. A config has to declare that the request has no side effects. */
  readonly body: string | null
  /** True if a refusal for permission is no fault: the check only asks if the credential lives. */
  readonly optional?: true
}

/** Place of a credential's role in a request. */
export type Placement =
  | {
      readonly in: 'header'
      readonly name: string
      readonly prefix: string
      readonly role: string
      /** True if the credential is the whole value, with its scheme: `Bearer abc`. */
      readonly raw?: true
    }
  | {
      readonly in: 'basic'
      readonly user: { readonly literal: string } | { readonly role: string }
      readonly passwordRole: string | null
    }
  | { readonly in: 'query'; readonly name: string; readonly role: string }
  | { /** Replaces `{role}` in the URL's path. */ readonly in: 'path'; readonly role: string }
  | {
      /** A field of the JSON in the body: `token`, or one inside it: `params.password`, `params.0`. */ readonly in: 'json'
      readonly name: string
      readonly role: string
    }
  | {
      /** A field of a body in `application/x-www-form-urlencoded`. */ readonly in: 'form'
      readonly name: string
      readonly role: string
    }
  | { readonly in: 'cookie'; readonly name: string; readonly role: string }

/**
 * Ways to authenticate a client at an OAuth endpoint (RFC 6749 section 2.3.1): in a header, escaped by the standard or unescaped for
 * servers that need it, or in the body.
 */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_basic_unescaped' | 'client_secret_post'

/** A public key in PEM, or a secret that issuer and API share, as its role `token`. */
export type JwtKey =
  | { readonly kind: 'public'; readonly pem: string }
  | { readonly kind: 'shared'; readonly secret: SecretReference }

/** Place of the session in the answer to a login: as for other values, or a cookie. */
export type SessionPlace = AnswerPlace | { readonly cookie: string }

/** True if nothing of the answer but its status is judged: each probe then asks with a broken credential too, and without one. */
type BesideBroken = true

/** The requests of a probe, with complete URLs. The profile has the rules for their answers. */
export type Question =
  | {
      readonly kind: 'request'
      readonly ping: PingRequest
      readonly send: readonly Placement[]
      readonly besideBroken?: BesideBroken
    }
  | {
      /** The credential is sent with `login`. The session in its answer is the role `token` of the ping. */
      readonly kind: 'login'
      readonly login: PingRequest
      /** Placement of the credential in the login. */
      readonly loginSend: readonly Placement[]
      readonly session: SessionPlace
      /** Place of the credential's own end in the answer to the login. The end of a session says nothing of it. */
      readonly expires: AnswerPaths['expires']
      /** True if the login exchanges a refresh token that has to stay valid: another one in the answer contradicts that. */
      readonly keepsRefreshToken?: true
      readonly ping: PingRequest
      readonly send: readonly Placement[]
    }
  | {
      /** Roles `clientId` and `clientSecret`. The access token that they get is the role `token` of the ping. */
      readonly kind: 'client_credentials'
      readonly tokenUrl: string
      readonly scope: string | null
      readonly audience: string | null
      readonly authentication: ClientAuthentication
      readonly ping: PingRequest | null
      /** Placement of the access token; a bearer token if absent. */
      readonly send?: readonly Placement[]
      /** The access token is broken, and not the client. Without a ping it is the client. */
      readonly besideBroken?: BesideBroken
      /** True for an issuer that no profile documents: it may give a token to everybody, so a token alone proves nothing. */
      readonly undocumentedIssuer?: true
    }
  | {
      /** Role `token` is introspected; `clientId` and `clientSecret` come from `client` (RFC 7662). */
      readonly kind: 'introspection'
      readonly introspectionUrl: string
      readonly authentication: ClientAuthentication
      readonly client: SecretReference
      /** Type of the token, for servers that need a hint (RFC 7662 section 2.1). */
      readonly tokenType?: 'access_token' | 'refresh_token'
    }
  | {
      /** Role `token` is a JWT. Its claims are read offline; its signature is checked where a key set is named. */
      readonly kind: 'jwt'
      readonly issuer: string | null
      readonly audience: string | null
      readonly jwksUrl: string | null
      /** The key that the token is signed with, where no key set holds it. */
      readonly key?: JwtKey
      readonly ping: PingRequest | null
      readonly send: readonly Placement[]
      readonly besideBroken?: BesideBroken
      /** True for a control: only the API judges, so that it is asked in any case. */
      readonly asksApiAlone?: true
    }
  | {
      /** Role `privateKey` (PEM) signs a JWT, which is sent instead of the credential (RFC 7519, RFC 7523). */
      readonly kind: 'signed_jwt'
      /** RS256 if absent. */
      readonly algorithm?: 'ES256'
      /** Id of the key in the header of the JWT (RFC 7515 section 4.1.4). */
      readonly keyId?: string
      readonly issuer: { readonly literal: string } | { readonly role: string }
      readonly audience: string | null
      readonly scope: string | null
      readonly lifetimeSeconds: number
      readonly ping: PingRequest
      /** The JWT is the role `token`. */
      readonly send: readonly Placement[]
    }
  | {
      /** Roles `user` and `password` go to the token server that the registry names in its challenge (distribution spec, token authentication). */
      readonly kind: 'registry'
      /** Address of `/v2/`. */
      readonly url: string
      /** Host that may receive the credential, besides the registry's own. */
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
      /** Role `certificate` (PEM) is read offline, with `privateKey`. */
      readonly kind: 'certificate'
      /** Address of a host that requires the certificate in its TLS handshake; without a host none is asked. */
      readonly url?: string
    }
  | { /** No request is sent: only the declared dates are judged. */ readonly kind: 'declared' }
