import type { Ruling } from '../../functions/core/gate/decide.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import type { CommandReport, ReportedCheck } from './report.ts'

export const verdictWords: Readonly<Record<Ruling, string>> = {
  pass: 'YES',
  refuse: 'NO',
  cannot_tell: 'CANNOT TELL',
}

export const marks: Readonly<Record<Ruling, string>> = { pass: '✓', refuse: '✗', cannot_tell: '?' }

/** `YES`, `YES, but 1 advisory check does not pass`, or `NO, overridden: "hotfix"`. */
export function answerWords({ ruling, override, checks }: CommandReport): string {
  if (override !== null) return `${verdictWords[ruling]}, overridden: "${override.reason}"`
  // A blocking check that does not pass is no YES.
  const advisory = ruling === 'pass' ? checks.filter((check) => check.ruling !== 'pass').length : 0
  if (advisory === 0) return verdictWords[ruling]
  return `${verdictWords[ruling]}, but ${advisory === 1 ? '1 advisory check does' : `${advisory} advisory checks do`} not pass`
}

/** `2026-11-25 22:01 UTC` */
export const clock = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`

/** `expires in 30d (jwt)`; null if the expiry is unknown. */
export function expirySentence({ expiresAt, expirySource }: ReportedCheck, at: string): string | null {
  if (expiresAt === null) return null
  if (expiresAt === 'never') return `never expires (${expirySource})`
  const seconds = (Date.parse(expiresAt) - Date.parse(at)) / 1_000
  const when = seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`
  return `${seconds > 0 ? 'expires' : 'expired'} ${when} (${expirySource})`
}

/** Returns the facts about a check that needs attention, most important first. */
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
    ['owner', owner ?? 'none'],
    ['do', todo],
    ['runbook', runbook],
    ['suppressed', suppressed === null ? null : silenceWords(suppressed)],
    ['gate', gate === 'advisory' ? 'advisory: does not block' : null],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

/** Names the silence or the maintenance window, its end and its reason. */
export function silenceWords({ until, by, reason }: NonNullable<ReportedCheck['suppressed']>): string {
  if (until === null) return `maintenance window: "${reason}"`
  return `silenced by ${by ?? 'somebody'} until ${clock(until)}: "${reason}"`
}

/** Returns the sentences that are about no check: why nobody answered, and why the monitor counts as dead. */
export function generalFindings({ unanswered, monitor }: CommandReport): readonly string[] {
  return [...unanswered, ...monitor]
}

/** `2 refused, 1 cannot tell, 3 pass; 6 recorded, 0 probed now` */
export function tally({ checks, source }: CommandReport): string {
  if (checks.length === 0) return 'no check was judged'
  const of = (ruling: Ruling) => checks.filter((check) => check.ruling === ruling).length
  const recorded = checks.filter(({ evidence }) => evidence === 'recorded').length
  const parts = [
    [of('refuse'), 'refused'],
    [of('cannot_tell'), 'cannot tell'],
    [of('pass'), 'pass'],
  ] as const
  const counted = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  const from =
    source === 'local' ? 'probed from this machine' : `${recorded} recorded, ${checks.length - recorded} probed now`
  return `${counted.join(', ')}; ${from}`
}

/** Sorts by ruling, worst first, and then by name. */
export function sorted({ checks }: CommandReport): readonly ReportedCheck[] {
  const order: readonly Ruling[] = ['refuse', 'cannot_tell', 'pass']
  return checks.toSorted((a, b) => order.indexOf(a.ruling) - order.indexOf(b.ruling) || (a.check < b.check ? -1 : 1))
}
