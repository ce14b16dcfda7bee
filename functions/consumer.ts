/**
 * For services that use a credential which Tokenwatch watches: `'tokenwatch/consumer'`. They say which version of it they hold, by its
 * VersionId, as GetSecretValue returned it beside the value.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The header that carries a version, for services that have a health page of their own. */
export const versionHeaderName = 'tokenwatch-version'

/** The VersionId of the value that is in use right now; null or undefined as long as there is none. */
export type HeldVersion = () => string | null | undefined

/** What else a service might pass by mistake, the value itself above all, is not of this form. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * A handler for a health page: `createServer(reportVersion(() => held.VersionId))`, or a route of Express or any router that takes
 * Node's own request and response. Answers `{"versionId":"..."}`; 503 and null where there is none, or where what it is given is no
 * UUID, so that a credential passed by mistake is never told.
 */
export function reportVersion(held: HeldVersion): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    const versionId = versionOf(held)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...versionHeader(held) }
    response.writeHead(versionId === null ? 503 : 200, headers).end(JSON.stringify({ versionId }))
  }
}

/** The same as a header to add to any answer, for `health({ version: { header: versionHeaderName } })`; none where there is no version. */
export function versionHeader(held: HeldVersion): Readonly<Record<string, string>> {
  const versionId = versionOf(held)
  return versionId === null ? {} : { [versionHeaderName]: versionId }
}

function versionOf(held: HeldVersion): string | null {
  const versionId = held()
  return typeof versionId === 'string' && uuid.test(versionId) ? versionId : null
}
