import { importPKCS8, SignJWT } from 'jose'
import { mintingCapabilities } from '../../model/capabilities.ts'
import { Credential } from '../../model/credential.ts'
import { evaluate } from '../../model/expression.ts'
import { parseInstant } from '../../model/instant.ts'
import type { RotationGrants } from '../../model/ours.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import { asWireAnswer } from '../received-answer.ts'
import type { Issued, NotIssued, Rotator } from '../rotator.ts'
import { minted, mintingRotator } from './minting.ts'
import { successOf, unreadable } from './outcome.ts'

/** An installation may have any number of tokens, each for an hour (docs.github.com, "Generating an installation access token"). */
const capabilities = mintingCapabilities('derived')

/** GitHub takes proofs of at most ten minutes, and clocks differ: from a minute ago until nine minutes on. */
const proof = { backSeconds: 60, aheadSeconds: 9 * 60 }

/** Derives installation tokens from the private key of a GitHub App. The key stays as it is. */
export function githubAppRotator(
  grant: RotationGrants['github_app'],
  key: Credential,
  send: Send,
  now: () => number,
): Rotator {
  return mintingRotator(grant.api, send, {
    capabilities,
    issue: () => issue(grant, key, send, now),
    reread: (answer) => installationTokenIn(asWireAnswer(answer), answer.at),
  })
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
  return installationTokenIn(outcome, now())
}

function installationTokenIn(outcome: WireAnswer | WireFailure, nowMs: number): Issued | NotIssued {
  const answer = successOf(outcome)
  if ('kind' in answer) return answer
  const token = evaluate('token', answer.json)
  if (typeof token !== 'string' || token === '')
    return outcome.kind === 'answer' ? unreadable(outcome, nowMs) : { kind: 'lost', code: outcome.code }
  const expires = parseInstant(evaluate('expires_at', answer.json), 'iso', 0)
  return minted(new Credential({ token }, null), ['token'], typeof expires === 'number' ? expires : null)
}

/**
 * Returns `null` for an unreadable key: the library's error may quote it. GitHub's downloads are PKCS#1, which Node converts to PKCS#8.
 */
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
