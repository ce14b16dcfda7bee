import type { Check } from '../../functions/core/model/check.ts'
import type { Compared, Reading } from '../../functions/core/model/reading.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import type { Probed } from '../../functions/core/probe/probe.ts'

/** Explains a verdict, one line for each fact. Readings and verdicts hold nothing of a credential, so neither does this. */
export function explainLive({ question }: Check, { verdict, readings }: Probed): readonly string[] {
  const { standing, reason, findings, evidence } = verdict
  const asked = 'tokenUrl' in question ? [question.tokenUrl] : []
  const ping = 'ping' in question && question.ping !== null ? [`${question.ping.method} ${question.ping.url}`] : []
  return [
    `verdict      ${reason} (${standing})`,
    ...[...asked.map((url) => `POST ${url}`), ...ping].map((line) => `asked        ${line}`),
    ...readings.map((reading, index) => `attempt ${index + 1}    ${attempted(reading)}`),
    ...compared('identity    ', evidence.identity),
    ...compared('environment ', evidence.environment),
    ...scopes(evidence.scopes),
    `expiry       ${expiry(evidence.expiry)}`,
    ...findings.map((finding) => `because      ${finding.reason}: ${finding.detail}`),
  ]
}

function attempted(reading: Reading): string {
  if (reading.kind === 'failed') return `${reading.reason}: ${reading.code} (${reading.phase})`
  return `HTTP ${reading.status} after ${Math.round(reading.timings.totalMs)} ms, rule ${reading.rule}: ${reading.meaning}`
}

function compared(what: string, seen: Compared | null): readonly string[] {
  if (seen === null) return []
  const expected = seen.expected === null ? 'nothing expected' : `expected ${seen.expected}`
  return [`${what} ${seen.seen ?? 'not named'} (${expected})`]
}

function scopes(found: Verdict['evidence']['scopes']): readonly string[] {
  if (found === null) return ['scopes       not named']
  const { required, missing, forbidden } = found
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))
  return [`scopes       required ${list(required)}; missing ${list(missing)}; forbidden and granted ${list(forbidden)}`]
}

function expiry(found: Verdict['evidence']['expiry']): string {
  if (found === null) return 'not named'
  return `${found.at === 'never' ? 'never' : new Date(found.at * 1_000).toISOString()} (${found.source})`
}
