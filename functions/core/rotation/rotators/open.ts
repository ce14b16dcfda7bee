import { Credential } from '../../model/credential.ts'
import type { OurRotation } from '../../model/ours.ts'
import type { RotatorSpec } from '../../model/rotator-spec.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import type { NotIssued, Rotator } from '../rotator.ts'

/** Inputs that a rotator is made from. */
export type RotatorTools = {
  readonly send: Send
  readonly present: Credential
  /** Credential of the rotation's `client`; `null` where the rotated credential authorizes itself. */
  readonly client: Credential | null
  specOf(provider: string): RotatorSpec
  now(): number
}

/**
 * Opens the calls that make the next credential of a check. Gets whatever they need first (a token to authorize them, the permissions of the
 * present key) before anything is spent.
 */
export async function openRotator(rotation: OurRotation, tools: RotatorTools): Promise<Rotator | NotIssued> {
  const { send, present, now } = tools
  const client = tools.client ?? present
  switch (rotation.grant) {
    case 'client_credentials': {
      const { clientCredentialsRotator } = await import('./client-credentials.ts')
      return clientCredentialsRotator(rotation, client, send, now)
    }
    case 'refresh_token': {
      const { refreshTokenRotator } = await import('./refresh-token.ts')
      return refreshTokenRotator(rotation, { present, client }, send, now)
    }
    case 'github_app': {
      const { githubAppRotator } = await import('./github-app.ts')
      return githubAppRotator(rotation, client, send, now)
    }
    case 'http':
      return openSpec(rotation.rotator, rotation, { ...tools, client })
    case 'provider':
      return openSpec(tools.specOf(rotation.provider), rotation, { ...tools, client })
  }
}

async function openSpec(
  spec: RotatorSpec,
  rotation: Extract<OurRotation, { grant: 'http' | 'provider' }>,
  { send, present, client, now }: RotatorTools & { readonly client: Credential },
): Promise<Rotator | NotIssued> {
  const { openHttpRotator } = await import('./http.ts')
  const graceMs = String(spec.capabilities.graceMs)
  const options = { ...spec.defaults, api: rotation.api ?? spec.api ?? '', graceMs, ...rotation.options }
  const authority = spec.login === null ? client : await logIn(spec.login, options, client, send)
  if ('kind' in authority) return authority
  const roles = Object.keys(rotation.terms.fields)
  const parts = Object.fromEntries(roles.map((role) => [role, present.open(role)]))
  return openHttpRotator(spec, { send, options, parts, present, authority, lifeSeconds: rotation.lifeSeconds, now })
}

/** Gets a token for the calls. It is dropped with them. */
async function logIn(
  login: NonNullable<RotatorSpec['login']>,
  options: Readonly<Record<string, string>>,
  client: Credential,
  send: Send,
): Promise<Credential | NotIssued> {
  const { fillUrl } = await import('./template.ts')
  const { requestToken } = await import('../../probe/oauth/client-credentials.ts')
  const { tokensIn } = await import('./token-answer.ts')
  const tokenUrl = fillUrl(login.tokenUrl, { texts: options, copied: {} }).href
  const { scope, authentication } = login
  const answer = await requestToken({ tokenUrl, scope, audience: null, authentication }, client, send)
  const outcome = tokensIn(answer, [client], 0)
  if (outcome.kind !== 'issued') return { kind: 'refused', code: outcome.code }
  return new Credential({ token: outcome.credential.open('token') }, null)
}
