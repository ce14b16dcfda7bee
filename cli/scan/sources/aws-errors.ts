import { errorName } from '../../../functions/aws/clients.ts'
import { awsFailure } from '../../aws/troubles.ts'
import { CommandFailure } from '../../framework/failure.ts'
import type { AwsDenial, ListingGap, ReadValue, UnreadReason } from '../scanned-secret.ts'
import { isPassing } from './patience.ts'

const reasons: ReadonlyMap<string, UnreadReason> = new Map([
  ['AccessDeniedException', 'denied'],
  ['AccessDenied', 'denied'],
  ['DecryptionFailure', 'key_denied'],
  ['InvalidKeyId', 'key_denied'],
  ['KMSAccessDeniedException', 'key_denied'],
  ['InvalidRequestException', 'pending_deletion'],
  ['ResourceNotFoundException', 'gone'],
  ['ParameterNotFound', 'gone'],
])

/** Errors of a session that is over or was never good: nothing else would work either. */
const ofSession: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
])

/** Returns why one value was not read. Fails for an error of the session itself. */
export function unreadOf(error: unknown, denial: AwsDenial, keyId: string | null): ReadValue {
  const name = errorName(error)
  if (ofSession.has(name)) throw awsFailure(error, denial)
  const why = isPassing(error) ? 'throttled' : (reasons.get(name) ?? 'unreadable')
  const key = { action: 'kms:Decrypt', resource: keyId ?? '*' }
  if (why === 'key_denied') return { kind: 'unread', why, denials: [key] }
  // AWS gives the same error for a value and for the customer's key that encrypts it.
  return { kind: 'unread', why, denials: why === 'denied' ? [denial, ...(keyId === null ? [] : [key])] : [] }
}

/** Returns the gap of a listing that was refused, or that broke off. Fails for an error of the session itself. */
export function gapOf(error: unknown, where: string, denial: AwsDenial): ListingGap {
  const failure = error instanceof CommandFailure ? error : awsFailure(error, denial)
  if (failure.code.endsWith('_credentials') || failure.code === 'no_region') throw failure
  return { where, why: failure.message, denial: failure.code === 'denied' ? denial : null }
}
