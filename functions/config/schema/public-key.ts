import { createPublicKey } from 'node:crypto'
import { parsed } from './text.ts'

const block = /^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----$/

/** Key types that can verify a JWT here. */
const types = ['rsa', 'ec', 'ed25519']

/** One public key in PEM and nothing else: a private key does not belong in a config. */
export const publicKey = parsed(
  'a public key in PEM, such as -----BEGIN PUBLIC KEY-----, and no private key',
  (text) => (isPublicKey(text) ? text.trim() : undefined),
)

/** Returns true for the PEM of a public RSA, EC or Ed25519 key. */
export function isPublicKey(text: string): boolean {
  try {
    return block.test(text.trim()) && types.includes(createPublicKey(text).asymmetricKeyType ?? '')
  } catch {
    return false
  }
}
