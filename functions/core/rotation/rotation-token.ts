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

/** Most generations of one version that are looked through. People are notified after the second. */
const mostGenerations = 100

/**
 * Returns true if a token is of the kind that `rotationToken` makes and belongs to a rotation away from another version. A token that
 * somebody else made says nothing about its version.
 */
export function isForOther(token: string, secretId: string, versionId: string): boolean {
  if (!ownToken.test(token)) return false
  for (let generation = 0; generation < mostGenerations; generation += 1)
    if (rotationToken(secretId, versionId, generation) === token) return false
  return true
}

/** Returns true if a token is that of a rotation away from this version. */
export function isTokenOf(token: string, secretId: string, versionId: string): boolean {
  return ownToken.test(token) && !isForOther(token, secretId, versionId)
}

const ownToken = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/
