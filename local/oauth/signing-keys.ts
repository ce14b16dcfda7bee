import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** Algorithm of every signing key. An ES256 key is made in a millisecond. */
export const signingAlgorithm = 'ES256'

/** A private signing key with its id. */
export type SigningKey = JWK & { readonly kid: string }

/** The first key signs; all of them are published, so that what an older one signed still verifies. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]]

/** Makes a key that no token was signed with before. */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: signingAlgorithm, use: 'sig' }
}
