import type { Failed } from '../../model/reading.ts'

/** The reason for a missing answer. `code` is one of the words in this file: the text of an error may hold the token. */
export type NetworkFailure = Pick<Failed, 'reason' | 'code'>

/** An address that the check may not reach. Thrown inside the connector, and never seen outside of this folder. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** An answer that is longer on the wire than any may be. Thrown inside the connection, and never seen outside of this folder. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong'
}

/** A TLS handshake that ended without a connection, with the error of Node or OpenSSL. */
export class HandshakeFailed extends Error {
  override readonly name = 'HandshakeFailed'

  constructor(cause: Error) {
    super('the handshake failed', { cause })
  }
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
        ],
      ],
      [
        'tls_failed',
        'certificate_refused',
        [
          'CERT_UNTRUSTED',
          'CERT_REJECTED',
          'CERT_REVOKED',
          'CERT_SIGNATURE_FAILURE',
          'CERT_CHAIN_TOO_LONG',
          'INVALID_CA',
          'INVALID_PURPOSE',
          'PATH_LENGTH_EXCEEDED',
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
  if (thrown instanceof AnswerTooLong) return { reason: 'oversized', code: 'answer_too_large' }
  if (thrown instanceof HandshakeFailed) return handshakeFailureOf(codeOf(thrown.cause))
  const name = codeOf(thrown)
  const known = failures.get(name)
  if (known !== undefined) return known
  if (name.startsWith('HPE_') || isParserError(thrown)) return { reason: 'unrecognized', code: 'malformed_answer' }
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(name)) return { reason: 'tls_failed', code: 'handshake_failed' }
  return { reason: 'unreachable', code: 'no_answer' }
}

/**
 * Maps the error of a handshake. Node calls every verdict of OpenSSL that it has no name for `UNSPECIFIED`: a weak key, a SHA-1 signature,
 * a name outside of the constraints of its authority (nodejs/node#27825, src/crypto/crypto_common.cc).
 */
function handshakeFailureOf(name: string): NetworkFailure {
  const code = name === 'UNSPECIFIED' ? 'certificate_refused' : 'handshake_failed'
  return failures.get(name) ?? { reason: 'tls_failed', code }
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
