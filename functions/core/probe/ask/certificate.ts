import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Question } from '../../model/question.ts'
import type { Answered, Failed, Meaning } from '../../model/reading.ts'
import type { ClientCertificate, WireAnswer, WireFailure } from '../network/network.ts'
import { headerless, type Observation, observe } from '../observation.ts'
import { noTimings } from './declared.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
} from './question-context.ts'

type CertificateQuestion = Extract<Question, { kind: 'certificate' }>

const failed = (code: string): Failed => ({
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code,
  timings: null,
})

/**
 * Reads a client certificate of mutual TLS: its validity, its subject, and if the private key beside it fits. If the check names a host,
 * shows it there.
 */
export async function askCertificate(context: QuestionContext, question: CertificateQuestion): Promise<QuestionResult> {
  const held = credentialOf(context)
  const certificate = certificateIn(held.open('certificate'))
  if (certificate === null) return failed('not_a_certificate')
  if (!isKeyOf(certificate, held.open('privateKey'))) return failed('key_of_another_certificate')
  const claims = {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serialNumber,
    names: certificate.subjectAltName ?? '',
    expires: Math.floor(certificate.validToDate.getTime() / 1_000),
  }
  const observed = observe(headerless(claims), observerOf(context))
  if (claims.expires <= context.nowSeconds) return answered('expired', 'not-after-passed', observed)
  const begins = certificate.validFromDate.getTime() / 1_000
  if (begins > context.nowSeconds) return answered('rejected', 'not-before-ahead', observed)
  return question.url !== undefined && URL.canParse(question.url)
    ? show(context, new URL(question.url), observed)
    : answered('unproved', 'certificate-read', observed)
}

/**
 * Shows the certificate to a host, and asks the same without it. An answer after a handshake proves the certificate if the host refuses
 * who shows none: in the handshake (RFC 8446 section 4.4.2.4), or with the status that web servers use for it.
 */
async function show(context: QuestionContext, url: URL, observed: Observation): Promise<QuestionResult> {
  const held = credentialOf(context)
  const client = { certificate: held.open('certificate'), privateKey: held.open('privateKey') }
  const shown = await exchange(context, url, client)
  if (shown.kind === 'failure') return failedOf(shown)
  const { status, timings } = shown
  const judged = (meaning: Meaning, rule: string): Answered => ({
    ...answered(meaning, rule, observed),
    status,
    timings,
  })
  if (refusals.has(status)) return judged('unrecognized', 'refused-after-handshake')
  if (status >= 500) return judged('provider_error', 'server-error')
  const bare = await exchange(context, url)
  if (bare.kind === 'answer')
    return refusals.has(bare.status)
      ? judged('alive', 'certificate-required')
      : judged('unproved', 'certificate-not-required')
  return isHandshakeRefused(bare)
    ? judged('alive', 'handshake-required-it')
    : judged('unrecognized', 'not-compared-without-it')
}

/** Statuses of web servers for a missing or a bad client certificate; 495 and 496 are those of nginx (ngx_http_ssl_module, read 2026-11-30). */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 495, 496])

/** Returns true if a host ended the connection of a client without a certificate: by an alert, or without one. */
function isHandshakeRefused({ reason, code }: WireFailure): boolean {
  return reason === 'tls_failed' || code === 'connection_lost'
}

function exchange(
  { check, network, signal }: QuestionContext,
  url: URL,
  client?: ClientCertificate,
): Promise<WireAnswer | WireFailure> {
  const request = bareRequest({ method: 'HEAD', url: url.href, headers: {}, body: null })
  const shown = client === undefined ? {} : { client }
  return network.exchange({ ...request, allowPrivate: check.allowPrivate, shareConnection: false, ...shown }, signal)
}

/** Parses the first certificate of a chain, which is the client's own. Errors quote the text, so they are dropped. */
function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function isKeyOf(certificate: X509Certificate, pem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(pem))
  } catch {
    return false
  }
}

function answered(meaning: Meaning, rule: string, observed: Observation): Answered {
  return { kind: 'answered', status: null, timings: noTimings, meaning, rule, retryAfterSeconds: null, ...observed }
}
