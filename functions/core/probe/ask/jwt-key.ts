import { createPublicKey, type KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import type { Credential } from '../../model/credential.ts'
import type { JwtKey } from '../../model/question.ts'
import type { Failed } from '../../model/reading.ts'
import type { SignatureJudgement } from './key-set.ts'
import { type QuestionContext, unreadSecret } from './question-context.ts'

/** Algorithms by the type of a public key. A token chooses among these alone, so that it cannot pass a key off as a shared secret. */
const algorithms: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ec: ['ES256', 'ES384', 'ES512'],
  ed25519: ['EdDSA', 'Ed25519'],
}

const sharedAlgorithms = ['HS256', 'HS384', 'HS512']

/** Verifies a JWT with a key that the check names: a public key, or a secret that issuer and API share. */
export async function checkWithKey(
  context: QuestionContext,
  token: string,
  key: JwtKey,
): Promise<SignatureJudgement | Failed> {
  if (key.kind === 'public') {
    const known = createPublicKey(key.pem)
    return verify(token, known, algorithms[known.asymmetricKeyType ?? ''] ?? [])
  }
  const stored = await context.readCredential(key.secret)
  if (stored.kind === 'failure') return unreadSecret(stored)
  return verify(token, secretBytes(stored.credential), sharedAlgorithms)
}

const secretBytes = (credential: Credential): Uint8Array => new TextEncoder().encode(credential.open('token'))

async function verify(
  token: string,
  key: KeyObject | Uint8Array,
  allowed: readonly string[],
): Promise<SignatureJudgement> {
  try {
    await compactVerify(token, key, { algorithms: [...allowed] })
    return { meaning: 'alive', rule: 'signature' }
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return { meaning: 'rejected', rule: 'signature-wrong' }
    return { meaning: 'unrecognized', rule: 'not-verifiable' }
  }
}
