import type { Failed } from '../../model/reading.ts'

/** The reason for a missing answer. `code` is one of the words in this file: the text of an error may hold the token. */
export type NetworkFailure = Pick<Failed, 'reason' | 'code'>

/** An address that the check may not reach. Thrown inside the connector, and never seen outside of this folder. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** Error codes of Node, OpenSSL and undici, with their meaning. Sources: nodejs.org/api/errors.html, undici docs/api/Errors.md. */
const failures: ReadonlyMap<string, NetworkFailure> = new Map(
  (
    [
      ['unreachable', 'name_not_found', ['ENOTFOUND', 'ENODATA']],
      ['unreachable', 'name_lookup_failed', ['EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT']],
      ['unreachable', 'connection_refused', ['ECONNREFUSED']],
      ['unreachable', 'no_route', ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']],
      [
        'unreachable',
        'connection_lost',
        ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
      ],
      [
        'timed_out',
        'deadline',
        ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
      ],
      ['tls_failed', 'certificate_expired', ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']],
      ['tls_failed', 'certificate_for_another_name', ['ERR_TLS_CERT_ALTNAME_INVALID']],
      [
        'tls_failed',
        'certificate_not_trusted',
        [
          'DEPTH_ZERO_SELF_SIGNED_CERT',
          'SELF_SIGNED_CERT_IN_CHAIN',
          'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          'UNABLE_TO_GET_ISSUER_CERT',
          'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
          'CERT_UNTRUSTED',
          'CERT_REVOKED',
          'CERT_SIGNATURE_FAILURE',
        ],
      ],
      ['oversized', 'headers_too_large', ['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW']],
      ['unrecognized', 'malformed_answer', ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_INFO']],
    ] as const
  ).flatMap(([reason, code, names]) => names.map((name) => [name, { reason, code }] as const)),
)

/** Maps anything that was thrown during an exchange. An unlisted error is `unreachable`: no answer came. */
export function failureOf(thrown: unknown): NetworkFailure {
  if (thrown instanceof AddressRefused) return { reason: 'host_not_allowed', code: 'address_not_allowed' }
  const name = codeOf(thrown)
  const known = failures.get(name)
  if (known !== undefined) return known
  if (name.startsWith('HPE_') || isParserError(thrown)) return { reason: 'unrecognized', code: 'malformed_answer' }
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(name)) return { reason: 'tls_failed', code: 'handshake_failed' }
  return { reason: 'unreachable', code: 'no_answer' }
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : ''
}

/** Returns true for bytes that are not HTTP, such as a TLS alert: undici gives that error no code. */
function isParserError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'HTTPParserError'
}
