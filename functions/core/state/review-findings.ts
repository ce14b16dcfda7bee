import type { CheckKey } from '../model/check.ts'
import type { Finding } from '../model/verdict.ts'
import type { ConditionStore, ReviewFindings } from './conditions.ts'

/** Reviews that look at checks beside their probes. */
export type ReviewSource = 'environments' | 'overlap' | 'consumers' | 'controls'

/** Interval of the reviews. */
export const reviewPeriodMs = 3_600_000

/** Findings older than this are ignored: a later review should have replaced them. */
const validMs = 3 * reviewPeriodMs

/** Returns the current review findings of a check, of all sources but `except`. */
export function reviewFindingsOf(
  conditions: readonly { readonly kind: string }[],
  check: CheckKey,
  nowMs: number,
  except?: ReviewSource,
): readonly Finding[] {
  return conditions
    .filter(isReviewFindings)
    .filter(({ id }) => except === undefined || !id.startsWith(`${except} `))
    .filter(({ at }) => nowMs - at <= validMs)
    .flatMap(({ findings }) => findings[check] ?? [])
}

const isReviewFindings = (condition: { readonly kind: string }): condition is ReviewFindings =>
  condition.kind === 'review'

/** Findings of one review, each with its check. */
export type ReviewResult = readonly (readonly [CheckKey, Finding])[]

export type ReviewFindingsDependencies = { readonly conditions: ConditionStore; now(): number }

/** Stores the findings of a review in place of its earlier ones. Writes nothing where there were none and are none. */
export async function saveReviewFindings(
  { source, subject, found }: { readonly source: ReviewSource; readonly subject: string; readonly found: ReviewResult },
  { conditions, now }: ReviewFindingsDependencies,
): Promise<void> {
  const id = `${source} ${subject}`
  const previous = (await conditions.all()).filter(isReviewFindings).find((one) => one.id === id)
  if (found.length === 0 && Object.keys(previous?.findings ?? {}).length === 0) return
  const findings: Record<CheckKey, Finding[]> = {}
  for (const [check, finding] of found) findings[check] = [...(findings[check] ?? []), finding]
  const at = now()
  await conditions.put({ kind: 'review', id, revision: (previous?.revision ?? 0) + 1, at, findings }, at + validMs)
}
