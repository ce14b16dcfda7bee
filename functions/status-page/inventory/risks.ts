import type { CheckKey } from '../../core/model/check.ts'
import type { CheckView } from '../check-view.ts'
import type { InventoryRow } from './inventory-row.ts'

/** Identifier of a risk in OWASP's list of 2025. */
export type RiskId = `NHI${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`

/** Something that shows a risk, or the reason why nothing shows that it is absent. */
export type RiskStatement = {
  readonly kind: 'finding' | 'cannot_tell'
  readonly what: string
  /** The verdict, record or field that shows it. */
  readonly evidence: string
}

/** A statement about one check. */
export type CheckStatement = RiskStatement & { readonly check: CheckKey }

/** One check with everything that a risk is judged by. */
export type RiskSubject = {
  readonly check: CheckView
  readonly row: InventoryRow
  /** Every check of the deployment, for comparisons. */
  readonly others: readonly CheckView[]
  /** False where some rotations could not be read: a missing one then proves nothing. */
  readonly areRotationsRead: boolean
  readonly nowMs: number
}

export type Risk = {
  readonly id: RiskId
  /** Title in OWASP's words (owasp.org/www-project-non-human-identities-top-10/2025/top-10-2025). */
  readonly title: string
  /** Sentence that says what is looked at, and what is not. */
  readonly looksAt: string
  /** `null` for a risk that no observation of Tokenwatch is about. */
  readonly judge: ((subject: RiskSubject) => readonly RiskStatement[]) | null
}

export const finding = (what: string, evidence: string): RiskStatement => ({ kind: 'finding', what, evidence })
export const cannotTell = (what: string, evidence: string): RiskStatement => ({ kind: 'cannot_tell', what, evidence })

/** Returns the findings, or else the sentence that says why there are none. */
export const findingsOr = (
  found: readonly (RiskStatement | null)[],
  otherwise: RiskStatement | null,
): readonly RiskStatement[] => {
  const findings = found.filter((one) => one !== null)
  if (findings.length > 0) return findings
  return otherwise === null ? [] : [otherwise]
}
