/**
 * The entry `'tokenwatch/consumer'`, for services that use a watched credential. They report the VersionId of the value that they hold,
 * as GetSecretValue returned it beside the value.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Header with a version, for services that have a health page of their own. */
export const versionHeaderName = 'tokenwatch-version'

/** Returns the VersionId of the value in use; `null` or `undefined` while there is none. */
export type HeldVersion = () => string | null | undefined

/** Form of a VersionId. A secret value that a service passes by mistake does not have it. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Handles requests for a health page: `createServer(reportVersion(() => held.VersionId))`, or a route of Express or of any router with
 * Node's request and response. Answers `{"versionId":"..."}`, or 503 and `null` where there is none. It also answers `null` where the
 * given text is no UUID, so that a credential passed by mistake is never shown.
 */
export function reportVersion(held: HeldVersion): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    const versionId = versionOf(held)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...versionHeader(held) }
    response.writeHead(versionId === null ? 503 : 200, headers).end(JSON.stringify({ versionId }))
  }
}

/** Returns the version as a header for any answer, for `health({ version: { header: versionHeaderName } })`; empty without a version. */
export function versionHeader(held: HeldVersion): Readonly<Record<string, string>> {
  const versionId = versionOf(held)
  return versionId === null ? {} : { [versionHeaderName]: versionId }
}

function versionOf(held: HeldVersion): string | null {
  const versionId = held()
  return typeof versionId === 'string' && uuid.test(versionId) ? versionId : null
}
