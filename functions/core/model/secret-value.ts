import { Credential } from './credential.ts'
import { isNoWord } from './echo.ts'
import type { HostBinding } from './host-binding.ts'
import { isPublicName } from './live-secrets.ts'
import type { ReasonOf } from './reason.ts'
import type { SecretReference } from './secret-reference.ts'

/** Failure to read a credential. `code` is a word of this file or of the store's adapter, never a value. */
export type SecretFailure = {
  readonly kind: 'failure'
  readonly reason: Extract<ReasonOf<'misconfigured'>, `secret_${string}`> | 'secret_unavailable'
  readonly code: string
  /** Subject of the failure, in words and names, never a value: `token is a deploy token of GitLab`. */
  readonly about?: string
}

/** A credential that was read for one probe, with the secret's expiry field where the check names one. */
export type CredentialRead = Pick<StoredSecret, 'hosts'> & {
  readonly kind: 'read'
  readonly credential: Credential
  readonly expiryField: unknown
}

/** The content of one version of a secret. */
export type StoredSecret = {
  readonly value: string | Uint8Array
  readonly versionId: string | null
  /** Hosts that its tag binds it to, `null` without the tag; absent where its store does not read tags with values. */
  readonly hosts?: HostBinding | null
}

/** Limit of Secrets Manager (docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html). */
const largestSecretBytes = 65_536

/**
 * Reads a check's fields from a secret. It finds every defect that would cause a misleading 401 before a request is sent: a line break
 * at the end, a byte order mark, another shape than declared.
 */
export function readSecret(
  stored: StoredSecret,
  reference: SecretReference,
  expiryFieldName: string | null,
): CredentialRead | SecretFailure {
  const text = textOf(stored.value)
  if (typeof text !== 'string') return text
  const object = needsObject(reference, expiryFieldName) ? parseObject(text) : {}
  if ('kind' in object) return object
  const values: Record<string, string> = {}
  for (const [role, field] of Object.entries(reference.fields)) {
    const raw = field === null ? text : object.fields?.get(field)
    const value = roleValue(raw, reference.trimNewline, field === null ? {} : { about: `its field ${field}` })
    if (typeof value !== 'string') return value
    values[role] = value
  }
  const expiryField = expiryFieldName === null ? undefined : object.fields?.get(expiryFieldName)
  const hosts = stored.hosts === undefined ? {} : { hosts: stored.hosts }
  const beside = object.fields === undefined ? [] : unsentSecrets(object.fields, reference)
  return { kind: 'read', credential: new Credential(values, stored.versionId, beside), expiryField, ...hosts }
}

/**
 * Lists the texts of a secret that the check does not send and that may be secret as well, such as the client secret beside a token.
 * Addresses, dates, words and ids are none. An ordinary text that counted as secret would hide each line of the log with it.
 */
function unsentSecrets(fields: ReadonlyMap<string, unknown>, reference: SecretReference): readonly string[] {
  const sent = new Set(Object.values(reference.fields))
  const unsent = [...fields].filter(([name]) => !sent.has(name))
  return textsIn(unsent)
    .filter(isNoWord)
    .filter((text) => !ordinaryText.test(text) && !URL.canParse(text) && Number.isNaN(Date.parse(text)))
}

/** Numbers of accounts, epoch seconds and milliseconds, and Regions of AWS. */
const ordinaryText = /^(?:\d{1,13}|[a-z]{2,3}(?:-[a-z]+)+-\d)$/

/** Names of fields that issuers and tools store beside a value, and whose texts are no secrets. */
const ordinaryName =
  /^(?:scopes?|permissions|token_?type|(?:expires?|issued|created|updated|rotated)(?:_?(?:at|in|on))?|engine|db_?name|environment|location|version)$/i

/** Lists the texts of fields that are no names, at any depth, without recursion: a secret may be as deep as it is long. */
function textsIn(fields: readonly (readonly [name: string, value: unknown])[]): readonly string[] {
  const all = [...fields]
  // A loop over a list also visits the fields that are added meanwhile.
  for (const [name, value] of all)
    if (typeof value === 'object' && value !== null && !ordinaryName.test(name)) all.push(...Object.entries(value))
  return all
    .filter(([name]) => !isPublicName(name) && !ordinaryName.test(name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []))
}

function needsObject(reference: SecretReference, expiryFieldName: string | null): boolean {
  return expiryFieldName !== null || Object.values(reference.fields).some((field) => field !== null)
}

function textOf(value: string | Uint8Array): string | SecretFailure {
  if (typeof value !== 'string') return malformed('binary')
  if (Buffer.byteLength(value) > largestSecretBytes) return malformed('too_large')
  if (value.trim() === '') return malformed('empty')
  return value.startsWith('\uFEFF') ? malformed('byte_order_mark') : value
}

/** Parses a JSON object. The error of `JSON.parse` quotes its input, so it is dropped here. */
function parseObject(text: string): { readonly fields?: ReadonlyMap<string, unknown> } | SecretFailure {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return malformed('not_json')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return malformed('not_an_object')
  return { fields: new Map(Object.entries(parsed)) }
}

function roleValue(raw: unknown, trimNewline: boolean, about: Pick<SecretFailure, 'about'>): string | SecretFailure {
  if (raw === undefined) return { ...malformed('field_missing'), ...about }
  if (typeof raw !== 'string') return { ...malformed('field_not_a_string'), ...about }
  const value = trimNewline ? raw.replace(/\r?\n$/, '') : raw
  if (value === '') return { ...malformed('field_empty'), ...about }
  if (/[\r\n]$/.test(value)) return { ...malformed('trailing_newline'), ...about }
  return value
}

const malformed = (code: string): SecretFailure => ({ kind: 'failure', reason: 'secret_malformed', code })
