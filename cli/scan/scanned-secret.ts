import { shown } from '../../functions/config/secrecy.ts'
import type { HostBinding } from '../../functions/core/model/host-binding.ts'

/** Kind of a place in which teams keep credentials. */
export type ScanSource = 'secrets-manager' | 'parameter-store' | 'env-file' | 'variable' | 'kubernetes' | 'github'

/** Dates of a stored secret, in epoch milliseconds; null where its place does not say. */
export type SecretDates = {
  readonly createdAt: number | null
  readonly changedAt: number | null
  readonly rotatedAt: number | null
  /** Last day on which somebody read it, to the day. `never` if its place counts reads and has none. */
  readonly accessedAt: number | 'never' | null
  /** Day on which it is deleted for good. */
  readonly deletesAt: number | null
}

/** A stored text as its place lists it, before anybody has read it. */
export type ScannedSecret = SecretDates & {
  readonly source: ScanSource
  readonly name: string
  readonly region: string | null
  readonly arn: string | null
  readonly tags: ReadonlyMap<string, string>
  readonly type: string | null
  /** AWS service that made it, and the function that rotates it; null where its place does not say. */
  readonly service: string | null
  readonly rotator: string | null
  /** True if its place rotates it by itself. */
  readonly rotates: boolean
  /** The customer's key that encrypts it; null for the store's own. */
  readonly keyId: string | null
  /** Hosts to which its tag binds it. */
  readonly hosts: HostBinding | null
  /** Reads the value. Nobody keeps it. */
  read(): Promise<ReadValue>
}

/** A value, or the reason that there is none. */
export type ReadValue =
  | { readonly kind: 'value'; readonly value: string | Uint8Array }
  | { readonly kind: 'unread'; readonly why: UnreadReason; readonly denials: readonly AwsDenial[] }

/** Reasons for which a value was not read. */
export type UnreadReason =
  | 'denied'
  | 'key_denied'
  | 'pending_deletion'
  | 'throttled'
  | 'gone'
  | 'unreadable'
  | 'names_only'

/** An action that the session may not do, and what it was asked of. */
export type AwsDenial = { readonly action: string; readonly resource: string }

/** Everything that one place holds. */
export type SourceListing = {
  readonly secrets: readonly ScannedSecret[]
  /** Listings that were refused or broke off, in words with the way out. */
  readonly gaps: readonly ListingGap[]
}

/** A part of a place that could not be listed. */
export type ListingGap = { readonly where: string; readonly why: string; readonly denial: AwsDenial | null }

/** Dates of a place that keeps none. */
export const noDates: SecretDates = {
  createdAt: null,
  changedAt: null,
  rotatedAt: null,
  accessedAt: null,
  deletesAt: null,
}

/** Name of a secret in its place, as a report shows it: `production/billing`, `eu-west-1 production/billing`. */
export const placeOfSecret = ({ source, region, name }: Pick<ScannedSecret, 'source' | 'region' | 'name'>): string =>
  `${source === 'parameter-store' ? 'ssm:' : ''}${region === null ? '' : `${region} `}${name}`

/** Returns the name of a field, or a mark for one that may be a secret in the wrong place. */
export const shownField = (field: string): string => shown(field) ?? '[hidden]'
