import type { Standing } from '../../functions/core/model/reason.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import type { OtherContent } from '../recognition/recognition.ts'
import { environmentOfSubject, ownerOfSubject } from '../recognition/setting-of.ts'
import type { Allowance } from './allowances.ts'
import { allowancesOf, unreadCounts } from './allowances.ts'
import type { ExaminedSecret, ScannedCredential } from './examine.ts'
import type { FactChange } from './fact-changes.ts'
import { type ScanFacts, scanFindings } from './findings.ts'
import { publicText } from './public-text.ts'
import type { ScanFinding } from './scan-finding.ts'
import { type ListingGap, placeOfSecret, shownField } from './scanned-secret.ts'

/** One recognised credential in a report. Instants are ISO 8601. */
export type ReportedCredential = {
  readonly place: string
  /** Fields of the secret; a name that may be a secret itself is hidden. */
  readonly fields: readonly string[]
  readonly profile: string
  readonly title: string
  readonly confidence: 'high' | 'medium' | 'low'
  readonly because: string
  readonly environment: string | null
  readonly owner: string | null
  /** `null` if nobody was asked. */
  readonly standing: Standing | null
  readonly reason: string | null
  readonly expiresAt: string | null
  readonly expirySource: string | null
}

/** Everything that a scan found, for every format of a report. It holds no value and no part of one. */
export type ScanReport = {
  readonly at: string
  /** Name of the place, in words. */
  readonly scanned: string
  readonly offline: boolean
  /** True if somebody stopped it with Ctrl-C. */
  readonly interrupted: boolean
  readonly counts: ScanCounts
  readonly findings: readonly ScanFinding[]
  readonly credentials: readonly ReportedCredential[]
  readonly allowances: readonly Allowance[]
  /** Places that could not be listed, and values that could not be read, in words. */
  readonly gaps: readonly string[]
  /** Values that nobody can read, such as those of secrets that are marked for deletion. */
  readonly notes: readonly string[]
  /** Differences from the last scan; null without a file of facts. */
  readonly changes: readonly FactChange[] | null
}

export type ScanCounts = {
  readonly secrets: number
  readonly unread: number
  readonly recognised: number
  readonly asked: number
  readonly alive: number
  readonly perhaps: number
  readonly leftAlone: Readonly<Partial<Record<OtherContent, number>>>
  readonly notRecognised: number
}

/** Facts of a whole scan. */
export type ScanOutcome = Omit<ScanFacts, 'allowances'> & {
  readonly scanned: string
  /** Secrets that were listed and not looked at, since the scan was stopped. */
  readonly unseen: number
  readonly gaps: readonly ListingGap[]
  readonly changes: readonly FactChange[] | null
}

export function scanReportOf(outcome: ScanOutcome): ScanReport {
  const { examined, verdicts, gaps, readers, now, scanned, offline, interrupted, changes, unseen } = outcome
  const allowances = allowancesOf(examined, gaps, readers)
  const credentials = examined.flatMap((one) => one.credentials)
  return {
    at: iso(now),
    scanned,
    offline,
    interrupted,
    counts: countsOf(examined, verdicts),
    findings: scanFindings({ ...outcome, allowances }).map(shownFinding),
    credentials: credentials
      .map((one) => reported(one, verdicts.get(one) ?? null))
      .toSorted((one, other) => (one.place < other.place ? -1 : 1)),
    allowances: allowances.map(shownAllowance),
    gaps: [
      ...gaps.map(({ where, why }) => publicText(`${where}: ${why}`)),
      ...unreadCounts(examined, false),
      ...(unseen === 0 ? [] : [`${unseen} not looked at: the scan was stopped`]),
    ],
    notes: unreadCounts(examined, true),
    changes,
  }
}

const shownFinding = (finding: ScanFinding): ScanFinding => ({
  ...finding,
  place: publicText(finding.place),
  fields: finding.fields.map((field) => publicText(shownField(field))),
  because: publicText(finding.because),
  evidence: finding.evidence.map(publicText),
  todo: publicText(finding.todo),
})

const shownAllowance = (allowance: Allowance): Allowance => ({
  ...allowance,
  places: allowance.places.map(publicText),
  statement: publicText(allowance.statement),
})

function reported({ secret, found }: ScannedCredential, verdict: Verdict | null): ReportedCredential {
  const expiry = verdict?.evidence.expiry ?? null
  return {
    place: publicText(placeOfSecret(secret)),
    fields: Object.values(found.fields).flatMap((field) => (field === null ? [] : [publicText(shownField(field))])),
    profile: found.profile,
    title: found.title,
    confidence: found.confidence,
    because: publicText(found.because),
    environment: environmentOfSubject(secret),
    owner: orNull(ownerOfSubject(secret)),
    standing: verdict?.standing ?? null,
    reason: verdict?.reason ?? null,
    expiresAt: expiry === null ? null : expiry.at === 'never' ? 'never' : iso(expiry.at * 1_000),
    expirySource: expiry?.source ?? null,
  }
}

function countsOf(examined: readonly ExaminedSecret[], verdicts: ReadonlyMap<ScannedCredential, Verdict>): ScanCounts {
  const credentials = examined.flatMap((one) => one.credentials)
  const certain = credentials.filter(({ found }) => found.confidence !== 'low')
  const left = examined.flatMap(({ recognition }) => recognition.leftAlone.map(({ what }) => what))
  const answers = [...verdicts].filter(([{ found }]) => found.profile !== 'jwt')
  return {
    secrets: examined.length,
    unread: examined.filter(({ unread }) => unread !== null).length,
    recognised: certain.length,
    asked: answers.length,
    alive: answers.filter(([, { standing }]) => standing === 'valid').length,
    perhaps: credentials.length - certain.length,
    leftAlone: Object.fromEntries([...Map.groupBy(left, (what) => what)].map(([what, all]) => [what, all.length])),
    notRecognised: examined.flatMap(({ recognition }) => recognition.unrecognized).length,
  }
}

const orNull = (text: string | null): string | null => (text === null ? null : publicText(text))

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
