import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Question } from '../../model/question.ts'
import type { Failed } from '../../model/reading.ts'
import { credentialOf, observerOf, type QuestionContext, type QuestionResult } from './question-context.ts'
import { ping } from './request.ts'

type SignedJwt = Extract<Question, { kind: 'signed_jwt' }>

/** Seconds that `iat` lies in the past, since clocks differ; GitHub recommends a minute (docs.github.com, "Generating a JSON Web Token for a GitHub App"). */
const backdatedSeconds = 60

const notAKey: Failed = {
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code: 'not_a_private_key',
  timings: null,
}

/** Proves that the API accepts a JWT that the private key signs. The JWT is a credential too, and is dropped. */
export async function askSignedJwt(context: QuestionContext, question: SignedJwt): Promise<QuestionResult> {
  const held = credentialOf(context)
  const key = keyOf(held.open('privateKey'), question)
  if (key === null) return notAKey
  const { issuer } = question
  const iss = 'literal' in issuer ? issuer.literal : held.open(issuer.role)
  const token = await signed(question, iss, key, context.nowSeconds)
  const observer = observerOf(context)
  return ping(context, question, held.derived({ token }), observer)
}

/** Parses an RSA key in PKCS#1 or PKCS#8, or a key on P-256. Errors may quote the text, so they are dropped. */
function keyOf(pem: string, { algorithm }: SignedJwt): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    const isFit =
      algorithm === 'ES256' ? key.asymmetricKeyDetails?.namedCurve === 'prime256v1' : key.asymmetricKeyType === 'rsa'
    return isFit ? key : null
  } catch {
    return null
  }
}

function signed(
  { audience, scope, lifetimeSeconds, algorithm, keyId }: SignedJwt,
  iss: string,
  key: KeyObject,
  nowSeconds: number,
) {
  const issuedAt = nowSeconds - backdatedSeconds
  const jwt = new SignJWT(scope === null ? {} : { scope })
    .setProtectedHeader({ alg: algorithm ?? 'RS256', ...(keyId === undefined ? {} : { kid: keyId }), typ: 'JWT' })
    .setIssuer(iss)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
  return (audience === null ? jwt : jwt.setAudience(audience)).sign(key)
}
