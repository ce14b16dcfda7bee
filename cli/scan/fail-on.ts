import { parseDuration } from '../../functions/core/model/duration.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import { repeatable } from '../framework/pasted.ts'
import { type FindingKind, findingKinds, type ScanFinding } from './scan-finding.ts'
import type { ScanReport } from './scan-report.ts'

/** Findings that end a scan with exit code 1. */
export type FailOn = { readonly kinds: ReadonlySet<FindingKind>; readonly expiringSeconds: number | null }

/** Parses `dead,expiring:7d`. Without it a scan fails for what is dead or cannot be used. */
export function parseFailOn(text = 'dead,broken'): FailOn {
  const kinds = new Set<FindingKind>()
  let expiringSeconds: number | null = null
  for (const part of text.split(',')) {
    const [name = '', duration] = part.trim().replaceAll('-', '_').split(/:(.*)/s)
    const kind = findingKinds.find((one) => one === name)
    const seconds = duration === undefined ? null : parseDuration(duration)
    if (kind === undefined || seconds === undefined || (duration !== undefined && kind !== 'expiring'))
      throw new CommandFailure(
        'usage',
        `--fail-on: expected ${findingKinds.join(', ')}, with a time for expiring, such as dead,expiring:7d, found ${repeatable(part)}`,
      )
    kinds.add(kind)
    if (kind === 'expiring') expiringSeconds = seconds
  }
  return { kinds, expiringSeconds }
}

/** Findings that say "cannot tell": a credential was recognised, and nothing proves that it lives. */
const undecided: ReadonlySet<FindingKind> = new Set(['unanswered', 'not_asked'])

/**
 * Returns the exit code, as `check` has it: 1 if a finding fails the scan, 2 if something recognised could not be decided or a part of the
 * place was not seen, 0 if every recognised credential was proved.
 */
export function exitCodeOfScan(report: ScanReport, { kinds, expiringSeconds }: FailOn): number {
  if (report.findings.some((finding) => fails(finding, report, kinds, expiringSeconds))) return exitCodes.refused
  if (report.interrupted) return exitCodes.interrupted
  const isOpen = report.findings.some(({ kind }) => undecided.has(kind)) || report.gaps.length > 0
  return isOpen || report.counts.recognised === 0 ? exitCodes.undecided : exitCodes.ok
}

function fails(
  finding: ScanFinding,
  { credentials, at }: ScanReport,
  kinds: ReadonlySet<FindingKind>,
  seconds: number | null,
): boolean {
  if (!kinds.has(finding.kind)) return false
  if (finding.kind !== 'expiring' || seconds === null) return true
  const limitMs = Date.parse(at) + seconds * 1_000
  return credentials.some(
    ({ place, fields, expiresAt }) =>
      place === finding.place &&
      fields.join() === finding.fields.join() &&
      expiresAt !== null &&
      Date.parse(expiresAt) <= limitMs,
  )
}
