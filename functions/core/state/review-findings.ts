import type { CheckKey } from '../model/check.ts'
import type { Finding } from '../model/verdict.ts'
import type { ConditionStore, ReviewFindings } from './conditions.ts'

/** What looks at checks beside their probes. */
export type ReviewSource = 'environments' | 'overlap' | 'consumers' | 'controls'
/** How often reviews look. */
export const reviewPeriodMs = 3_600_000

/** What was found so long ago is not believed any more: somebody should have looked since. */
const believedMs = 3 * reviewPeriodMs

/** What is believed of a check besides what its probe shows; of all sources, unless one has just looked again. */
export function reviewFindingsOf(
  conditions: readonly { readonly kind: string }[],
  check: CheckKey,
  nowMs: number,
  except?: ReviewSource,
): readonly Finding[] {
  return conditions
    .filter(isReviewFindings)
    .filter(({ id }) => except === undefined || !id.startsWith(`${except} `))
    .filter(({ at }) => nowMs - at <= believedMs)
    .flatMap(({ findings }) => findings[check] ?? [])
}

const isReviewFindings = (condition: { readonly kind: string }): condition is ReviewFindings =>
  condition.kind === 'review'

/** What a source found, by check. */
export type ReviewResult = readonly (readonly [CheckKey, Finding])[]

/** Where it is kept, and when that is. */
export type ReviewFindingsDependencies = { readonly conditions: ConditionStore; now(): number }

/** Keeps what was found, in place of what was found before. Where there was and is nothing, nothing is written. */
export async function remember(
  { source, subject, found }: { readonly source: ReviewSource; readonly subject: string; readonly found: ReviewResult },
  { conditions, now }: ReviewFindingsDependencies,
): Promise<void> {
  const id = `${source} ${subject}`
  const previous = (await conditions.all()).filter(isReviewFindings).find((one) => one.id === id)
  if (found.length === 0 && Object.keys(previous?.findings ?? {}).length === 0) return
  const findings: Record<CheckKey, Finding[]> = {}
  for (const [check, finding] of found) findings[check] = [...(findings[check] ?? []), finding]
  const at = now()
  await conditions.put({ kind: 'review', id, revision: (previous?.revision ?? 0) + 1, at, findings }, at + believedMs)
}
