import { importPKCS8, SignJWT } from 'jose'
import { mintingCapabilities } from '../../model/capabilities.ts'
import { Credential } from '../../model/credential.ts'
import { parseInstant } from '../../model/expiry.ts'
import { evaluate } from '../../model/expression.ts'
import type { RotationGrants } from '../../model/ours.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { callsOfNoMint, type Issued, type NotIssued, type Rotator } from '../rotator.ts'
import { isReachable } from './http.ts'
import { successOf } from './outcome.ts'

/** An installation may have any number of tokens, each for an hour (docs.github.com, "Generating an installation access token"). */
const capabilities = mintingCapabilities('derived')

/** GitHub takes proofs of at most ten minutes, and clocks differ: from a minute ago until nine minutes on. */
const proof = { backSeconds: 60, aheadSeconds: 9 * 60 }

/** Installation tokens of a GitHub App, each derived from the app's private key, which stays as it is. */
export function githubAppRotator(
  grant: RotationGrants['github_app'],
  key: Credential,
  send: Send,
  now: () => number,
): Rotator {
  return {
    ...callsOfNoMint,
    capabilities,
    issue: () => issue(grant, key, send, now),
    isAlive: null,
    reachable: () => isReachable(new URL(grant.api), send),
  }
}

async function issue(
  { api, appId, installationId }: RotationGrants['github_app'],
  key: Credential,
  send: Send,
  now: () => number,
): Promise<Issued | NotIssued> {
  const signed = await sign(appId, key, Math.floor(now() / 1_000))
  if (signed === null) return { kind: 'not_sent', code: 'private_key_not_readable' }
  const outcome = await send({
    method: 'POST',
    url: new URL(`${api.replace(/\/+$/, '')}/app/installations/${encodeURIComponent(installationId)}/access_tokens`),
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'tokenwatch',
      'accept-encoding': 'identity',
      authorization: `Bearer ${signed}`,
    },
    body: null,
  })
  const answer = successOf(outcome)
  if ('kind' in answer) return answer
  const token = evaluate('token', answer.json)
  if (typeof token !== 'string') return { kind: 'lost', code: 'unreadable_answer' }
  const expires = parseInstant(evaluate('expires_at', answer.json), 'iso', 0)
  const credential = new Credential({ token }, null)
  return {
    kind: 'issued',
    roles: ['token'],
    credential,
    id: null,
    expiresAt: typeof expires === 'number' ? expires : null,
  }
}

/** Null for a key that is none; the library's error may quote it. GitHub's downloads are PKCS#1, which Node turns into PKCS#8. */
async function sign(appId: string, key: Credential, nowSeconds: number): Promise<string | null> {
  try {
    const { createPrivateKey } = await import('node:crypto')
    const pem = createPrivateKey(key.open('privateKey')).export({ type: 'pkcs8', format: 'pem' }).toString()
    return await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(appId)
      .setIssuedAt(nowSeconds - proof.backSeconds)
      .setExpirationTime(nowSeconds + proof.aheadSeconds)
      .sign(await importPKCS8(pem, 'RS256'))
  } catch {
    return null
  }
}
