import { isPublicName, rememberSecrets } from '../../functions/core/model/live-secrets.ts'
import { formsIn } from '../recognition/forms.ts'
import type { FoundCredential, Recognition } from '../recognition/recognition.ts'
import { contentOf, recognize } from '../recognition/recognize.ts'
import { type AskingRules, type ScanCheck, scanCheckOf } from './check-for.ts'
import type { Fingerprint } from './fingerprints.ts'
import type { ReadValue, ScannedSecret } from './scanned-secret.ts'
import { rememberShortParts } from './short-parts.ts'

/** A recognised credential with its check. Its value was dropped. */
export type ScannedCredential = {
  readonly secret: ScannedSecret
  readonly found: FoundCredential
  readonly check: ScanCheck
  /** Equal for the same credential within one scan. */
  readonly fingerprint: string | null
  /** The same under the key of a file of facts; null without such a file. */
  readonly kept: string | null
}

/** A secret after it was looked at once. */
export type ExaminedSecret = {
  readonly secret: ScannedSecret
  readonly unread: Extract<ReadValue, { readonly kind: 'unread' }> | null
  readonly recognition: Recognition
  readonly credentials: readonly ScannedCredential[]
}

/** Everything that looking at a secret needs. */
export type Examination = {
  readonly rules: AskingRules
  readonly fingerprint: Fingerprint
  readonly keep: Fingerprint | null
}

/** Reads a secret, tells what it holds, and drops its value. */
export async function examineSecret(
  secret: ScannedSecret,
  { rules, fingerprint, keep }: Examination,
): Promise<ExaminedSecret> {
  const read = await secret.read()
  const unread = read.kind === 'unread' ? read : null
  const content = read.kind === 'value' ? contentOf(read.value) : { kind: 'unread' as const }
  const recognition = recognize(secret, content)
  const valuesOf = ({ fields }: FoundCredential): readonly string[] => {
    if (content.kind === 'text') return [content.text.trim()]
    return content.kind === 'fields'
      ? Object.values(fields).map((field) => content.fields.get(field ?? '')?.trim() ?? '')
      : []
  }
  const credentials = recognition.credentials.map((found): ScannedCredential => {
    const values = valuesOf(found)
    if (found.confidence !== 'low')
      rememberParts(new Map(Object.keys(found.fields).map((role, at) => [role, values[at] ?? ''])))
    const check =
      unread === null
        ? scanCheckOf(found, secret.hosts, rules)
        : {
            kind: 'unasked' as const,
            why: unreadReasonWords[unread.why],
            todo: 'see the secrets that could not be read',
          }
    return { secret, found, check, fingerprint: fingerprint(values), kept: keep?.(values) ?? null }
  })
  return { secret, unread, recognition, credentials }
}

/** Remembers a credential, so that no part of it in a name, a tag or an answer is shown. What its vendor begins every one with is no part. */
function rememberParts(values: ReadonlyMap<string, string>): void {
  rememberSecrets(values, [])
  for (const [role, value] of values)
    if (!isPublicName(role)) {
      const begins = formsIn(value).map((form) => form.begins.length)
      rememberShortParts(value.slice(Math.max(0, ...begins)))
    }
}

/** Reasons for people. */
export const unreadReasonWords: Readonly<Record<NonNullable<ExaminedSecret['unread']>['why'], string>> = {
  denied: 'the session may not read its value',
  key_denied: 'the session may not use the key that encrypts it',
  pending_deletion: 'it is marked for deletion, and nobody can read it',
  throttled: 'AWS said "too many calls" for too long',
  gone: 'it was deleted meanwhile',
  unreadable: 'its store gave no value',
  names_only: 'its place shows names and dates, and no values',
}
