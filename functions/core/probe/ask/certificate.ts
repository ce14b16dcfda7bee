import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Answered, Failed, Meaning } from '../../model/reading.ts'
import { headerless, type Observation, observe } from '../observation.ts'
import { noTimings } from './declared.ts'
import { credentialOf, observerOf, type QuestionContext, type QuestionResult } from './question-context.ts'

const failed = (code: string): Failed => ({
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code,
  timings: null,
})

/** Reads a client certificate of mutual TLS offline: its validity, its subject, and if the private key beside it fits. */
export async function askCertificate(context: QuestionContext): Promise<QuestionResult> {
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
  return begins > context.nowSeconds
    ? answered('rejected', 'not-before-ahead', observed)
    : answered('alive', 'holds', observed)
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
