import { X509Certificate } from 'node:crypto'
import { parsed } from './text.ts'

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** One or more PEM certificates and nothing else: a private key does not belong in a config. */
export const certificates = parsed('PEM certificates (and no key)', (text) => {
  const blocks = text.match(block) ?? []
  const nothingElse = text.replace(block, '').trim() === ''
  return blocks.length > 0 && nothingElse && blocks.every(isCertificate) ? blocks.join('\n') : undefined
})

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
