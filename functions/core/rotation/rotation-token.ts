import { createHash } from 'node:crypto'

/**
 * Derives the ClientRequestToken of a rotation, which becomes the new version's id. It is a UUID (RFC 9562 version 8) of the secret, the
 * version to replace, and the generation. Every request for the same rotation sends the same token, so that all of them are one rotation.
 */
export function rotationToken(secretId: string, versionId: string, generation: number): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([secretId, versionId, generation]))
    .digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}
