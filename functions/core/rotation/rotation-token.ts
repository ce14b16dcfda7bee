import { createHash } from 'node:crypto'

/**
 * The ClientRequestToken of a rotation, which becomes the new version's id: a UUID (RFC 9562 version 8) made of the secret, the version
 * that is to be replaced, and the generation that triage raises when one was given up. Everybody who asks for the same rotation
 * sends the same token, so that any number of requests is one rotation.
 */
export function rotationToken(secretId: string, versionId: string, generation: number): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([secretId, versionId, generation]))
    .digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}
