import type { Ruling } from '../../functions/core/gate/decide.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import type { CommandReport, ReportedCheck } from './report.ts'

/** How reports read, wherever they are read. */

export const verdictWords: Readonly<Record<Ruling, string>> = {
  pass: 'YES',
  refuse: 'NO',
  cannot_tell: 'NOBODY CAN TELL',
}

export const marks: Readonly<Record<Ruling, string>> = { pass: '✓', refuse: '✗', cannot_tell: '?' }

/** `YES`, or `NO, and it passes all the same: "hotfix"`. */
export function answerWords({ ruling, override }: CommandReport): string {
  return override === null
    ? verdictWords[ruling]
    : `${verdictWords[ruling]}, and it passes all the same: "${override.reason}"`
}

/** `2026-11-25 22:01 UTC` */
export const clock = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`

/** What is known of the end of a credential, for a line that says that all is well. */
export function expiryWords({ expiresAt, expirySource }: ReportedCheck, at: string): string | null {
  if (expiresAt === null) return null
  if (expiresAt === 'never') return `never expires (${expirySource})`
  const seconds = (Date.parse(expiresAt) - Date.parse(at)) / 1_000
  const when = seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`
  return `${seconds > 0 ? 'expires' : 'expired'} ${when} (${expirySource})`
}

/** The facts that a reviewer wants of a check that is not fine, in the order in which they are wanted. */
export function factsOf({
  since,
  owner,
  impact,
  todo,
  runbook,
  gate,
  suppressed,
}: ReportedCheck): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['since', since === null ? null : clock(since)],
    ['breaks', impact],
    ['owner', owner ?? 'nobody is named'],
    ['do', todo],
    ['runbook', runbook],
    ['quiet', suppressed === null ? null : silenceWords(suppressed)],
    ['gate', gate === 'advisory' ? 'advisory: it blocks nothing' : null],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

/** Who wants it quiet until when, and why. */
export function silenceWords({ until, by, reason }: NonNullable<ReportedCheck['suppressed']>): string {
  if (until === null) return `maintenance window: "${reason}"`
  return `silenced by ${by ?? 'nobody named'} until ${clock(until)}: "${reason}"`
}

/** `2 refused, 1 can not be told, 3 pass`, and where from. */
export function tally({ checks, source }: CommandReport): string {
  const of = (ruling: Ruling) => checks.filter((check) => check.ruling === ruling).length
  const recorded = checks.filter(({ evidence }) => evidence === 'recorded').length
  const parts = [
    [of('refuse'), 'refused'],
    [of('cannot_tell'), 'can not be told'],
    [of('pass'), 'pass'],
  ] as const
  const counted = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  const from =
    source === 'local' ? 'probed from here' : `${recorded} as recorded, ${checks.length - recorded} probed now`
  return `${counted.join(', ')}; ${from}`
}

/** Those that need a look first, worst first. */
export function sorted({ checks }: CommandReport): readonly ReportedCheck[] {
  const order: readonly Ruling[] = ['refuse', 'cannot_tell', 'pass']
  return checks.toSorted((a, b) => order.indexOf(a.ruling) - order.indexOf(b.ruling) || (a.check < b.check ? -1 : 1))
}
