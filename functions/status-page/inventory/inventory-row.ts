import type { CheckKey } from '../../core/model/check.ts'
import type { Standing } from '../../core/model/reason.ts'
import { isUnproved } from '../../core/model/verdict.ts'
import type { RotationRecord } from '../../core/rotation/record.ts'
import type { CheckView } from '../check-view.ts'

/** An instant in epoch milliseconds, with the record that shows it. */
export type Dated = { readonly at: number; readonly evidence: string }

/** A version that a consumer was last seen with. `null` where its version could not be seen. */
export type ConsumerVersion = { readonly consumer: string; readonly versionId: string | null; readonly seenAt: number }

/** Something that is let pass, and who answers for it. */
export type AcceptedException = { readonly what: string; readonly by: string }

/** One credential, as an auditor takes it. `null` is "not known", never "none". */
export type InventoryRow = {
  readonly check: CheckKey
  readonly environment: string
  readonly provider: string
  /** Kind of credential: the profile in the catalogue. */
  readonly kind: string
  readonly identity: string | null
  readonly owner: string | null
  readonly purpose: string
  readonly usedBy: readonly string[]
  readonly scopes: {
    readonly needed: readonly string[]
    readonly missing: readonly string[]
    readonly excess: readonly string[]
  } | null
  readonly versionId: string | null
  readonly created: Dated | null
  readonly lastRotated: Dated | null
  readonly rotation: string
  readonly expires: { readonly at: number | 'never'; readonly source: string } | null
  readonly standing: Standing | 'waiting' | 'stale'
  readonly reason: string
  /** Instant of the last proof that it works. */
  readonly provedAt: number | null
  readonly consumers: readonly ConsumerVersion[] | null
  readonly exceptions: readonly AcceptedException[]
}

const rotationNames: Readonly<Record<NonNullable<CheckView['rotation']>, string>> = {
  manual: 'by a person',
  existing: 'by a function of yours',
  managed: 'by AWS',
  ours: 'by Tokenwatch',
}

/** Makes the row of a check. `records` are its rotations, newest first. */
export function inventoryRow(check: CheckView, records: readonly RotationRecord[]): InventoryRow {
  const { key, environment, provider, profile, identity, owner, impact, usedBy, scopes, versionId, expiry } = check
  return {
    check: key,
    environment,
    provider,
    kind: profile,
    identity: identity?.seen ?? null,
    owner,
    purpose: impact,
    usedBy,
    scopes: scopes === null ? null : { needed: scopes.required, missing: scopes.missing, excess: scopes.forbidden },
    versionId,
    created: createdOf(check, records),
    lastRotated: lastRotatedOf(check, records),
    rotation: check.rotation === null ? 'not said by this version of the monitor' : rotationNames[check.rotation],
    expires:
      expiry === null ? null : { at: expiry.at === 'never' ? 'never' : expiry.at * 1_000, source: expiry.source },
    standing: check.shown,
    reason: check.reason,
    provedAt: provedAtOf(check),
    consumers: consumersOf(check),
    exceptions: exceptionsOf(check),
  }
}

/** Only a rotation of Tokenwatch's own says when a version was made. */
function createdOf({ versionId }: CheckView, records: readonly RotationRecord[]): Dated | null {
  if (versionId === null) return null
  const made = records.find((record) => record.versionId === versionId)
  if (typeof made?.mintedAt === 'number') return { at: made.mintedAt, evidence: `rotation ${versionId} saved it` }
  const replaced = records.find(({ baseVersionId }) => baseVersionId === versionId)
  return typeof replaced?.baseMintedAt === 'number'
    ? { at: replaced.baseMintedAt, evidence: `rotation ${replaced.versionId} began with it` }
    : null
}

function lastRotatedOf({ versionId }: CheckView, records: readonly RotationRecord[]): Dated | null {
  const last = records.find(({ promotedAt }) => promotedAt !== null)
  if (last === undefined || last.promotedAt === null) return null
  const now = last.versionId === versionId ? '' : '; another version is judged now'
  return { at: last.promotedAt, evidence: `rotation ${last.versionId}, ${last.phase}${now}` }
}

/** A valid verdict proves it at its own instant; what nothing was asked about is not proved by it. */
function provedAtOf({ shown, reason, judgedAt, lastGood }: CheckView): number | null {
  const isProof = shown === 'valid' && !isUnproved({ standing: shown, reason })
  return isProof && judgedAt !== null ? judgedAt : lastGood
}

function consumersOf({ consumers }: CheckView): InventoryRow['consumers'] {
  if (consumers === null) return null
  const { at, currentId, previousId } = consumers
  return consumers.consumers.map(({ consumer, state }) => ({
    consumer,
    versionId: state === 'fresh' ? currentId : state === 'stale' ? previousId : null,
    seenAt: at,
  }))
}

const nobody = 'nobody is named'

function exceptionsOf({ suppressed, silencedBy, incident, gate, owner }: CheckView): readonly AcceptedException[] {
  const acknowledged = incident?.incident.acknowledged ?? null
  const reason = incident?.incident.reason ?? ''
  return [
    ...(suppressed === null ? [] : [{ what: suppressed, by: silencedBy ?? owner ?? nobody }]),
    ...(acknowledged === null ? [] : [{ what: `open incident ${reason} acknowledged`, by: acknowledged.by }]),
    ...(gate === 'advisory' ? [{ what: 'does not stop deployments', by: owner ?? nobody }] : []),
  ]
}
