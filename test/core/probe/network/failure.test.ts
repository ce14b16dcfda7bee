import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reasonsByStanding } from '../../../../functions/core/model/reason.ts'
import { AddressRefused, failureOf, HandshakeFailed } from '../../../../functions/core/probe/network/failure.ts'
import { fc } from '../../../support/property.ts'

const thrown = (code: string) => Object.assign(new Error('Bearer marked-7f3a9c'), { code })

describe('an error of Node, OpenSSL or undici', () => {
  const errors: [string, string, string][] = [
    ['ENOTFOUND', 'unreachable', 'name_not_found'],
    ['EAI_AGAIN', 'unreachable', 'name_lookup_failed'],
    ['ECONNREFUSED', 'unreachable', 'connection_refused'],
    ['EHOSTUNREACH', 'unreachable', 'no_route'],
    ['ECONNRESET', 'unreachable', 'connection_lost'],
    ['UND_ERR_SOCKET', 'unreachable', 'connection_lost'],
    ['ETIMEDOUT', 'timed_out', 'deadline'],
    ['CERT_HAS_EXPIRED', 'tls_failed', 'certificate_expired'],
    ['CERT_NOT_YET_VALID', 'tls_failed', 'certificate_expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_failed', 'certificate_for_another_name'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_failed', 'certificate_not_trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_failed', 'certificate_not_trusted'],
    ['EPROTO', 'tls_failed', 'handshake_failed'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls_failed', 'handshake_failed'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls_failed', 'handshake_failed'],
    ['UND_ERR_HEADERS_OVERFLOW', 'oversized', 'headers_too_large'],
    ['HPE_HEADER_OVERFLOW', 'oversized', 'headers_too_large'],
    ['HPE_INVALID_CONSTANT', 'unrecognized', 'malformed_answer'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'unrecognized', 'malformed_answer'],
    ['E_UNHEARD_OF', 'unreachable', 'no_answer'],
    ['constructor', 'unreachable', 'no_answer'],
  ]
  for (const [name, reason, code] of errors)
    it(`${name} is ${reason}, ${code}`, () => assert.deepEqual(failureOf(thrown(name)), { reason, code }))
})

describe('an error during a handshake', () => {
  const errors: [string, string, string][] = [
    ['UNSPECIFIED', 'tls_failed', 'certificate_refused'],
    ['INVALID_PURPOSE', 'tls_failed', 'certificate_refused'],
    ['CERT_REVOKED', 'tls_failed', 'certificate_refused'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_failed', 'certificate_not_trusted'],
    ['HOSTNAME_MISMATCH', 'tls_failed', 'handshake_failed'],
    ['E_UNHEARD_OF', 'tls_failed', 'handshake_failed'],
    ['', 'tls_failed', 'handshake_failed'],
    ['ECONNRESET', 'unreachable', 'connection_lost'],
    ['EPIPE', 'unreachable', 'connection_lost'],
  ]
  for (const [name, reason, code] of errors)
    it(`${name === '' ? 'without a code' : name} is ${reason}, ${code}`, () =>
      assert.deepEqual(failureOf(new HandshakeFailed(thrown(name))), { reason, code }))
})

describe('whatever is thrown while talking to a host', () => {
  it('is the address guard or somebody who could not be heard, and never the token', () => {
    assert.deepEqual(failureOf(new AddressRefused()), { reason: 'host_not_allowed', code: 'address_not_allowed' })
    const unknown: readonly string[] = reasonsByStanding.unknown
    fc.assert(fc.property(fc.anything(), (anything) => unknown.includes(failureOf(anything).reason)))
  })

  it('is reported without its own message', () => {
    for (const name of ['ECONNRESET', 'E_UNHEARD_OF', 'HPE_INVALID_CONSTANT', 'Bearer marked-7f3a9c'])
      assert.doesNotMatch(JSON.stringify(failureOf(thrown(name))), /marked/)
  })
})
