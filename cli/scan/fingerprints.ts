import { createHmac, randomBytes } from 'node:crypto'
import { isRecognizableSecret } from '../../functions/core/model/live-secrets.ts'

/** Bytes of a key that nobody can guess. */
const keyBytes = 32

/** Makes the fingerprints of one scan, or of one file of facts. Under another key the same credential has another one. */
export function fingerprinter(key: Uint8Array = randomBytes(keyBytes)) {
  /** Returns the fingerprint of a credential's values; null for one that could be found by guessing. */
  return (values: readonly string[]): string | null => {
    if (!values.some(isRecognizableSecret)) return null
    const hash = createHmac('sha256', key)
    for (const value of values) hash.update(`${value.length}:${value}`)
    return hash.digest('base64url').slice(0, 22)
  }
}

export type Fingerprint = ReturnType<typeof fingerprinter>
