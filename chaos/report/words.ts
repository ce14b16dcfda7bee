import type { Contact, Contacts } from '../measures/contact.ts'
import { formatMetric, type MetricName } from '../measures/metric.ts'
import type { VerdictReason } from '../verdict.ts'
import type { JournalFault } from './journal-faults.ts'

/** Points that a run needs in front of a service to measure a figure. */
const needed: Readonly<Partial<Record<MetricName, string>>> = {
  'amplification.api': 'chaos serve --api, and a fault at the proxy',
  'amplification.idp': 'chaos serve --idp, and a fault at the proxy',
  'amplification.secrets': 'chaos serve --secrets',
  duplicate_side_effects: 'chaos serve --api, and a fault at the proxy',
  peak_ratio: 'chaos serve --api, and a fault at the proxy',
  early_retries: 'a fault at the proxy',
  accepted_mutants: 'a fault at the proxy',
  fail_open: 'target.protectedUrl',
  leaked_secrets: 'an injection point, and target.logs with lines of this run',
  diagnosis_correct: 'target.logs',
}

/** Says which limits of the contract nobody could judge, and what each of them needs. Empty if all were judged. */
export function unjudgedWords(unjudged: readonly MetricName[]): readonly string[] {
  return unjudged.map((name) => {
    const needs = needed[name]
    return `${name} has a limit and was not measured${name === 'leaked_secrets' ? ' everywhere' : ''}${needs === undefined ? '' : `: it needs ${needs}`}`
  })
}

/** Writes who sent the requests that the fault could have met, for each arm and plane. */
export function contactWords({ fault, control }: Contacts): readonly (readonly (string | number)[])[] {
  const rowsOf = (arm: string, contacts: readonly Contact[]) =>
    contacts.map(({ plane, eligible, changed }) => [
      arm,
      plane,
      eligible,
      changed.service,
      changed.tool,
      changed.unknown,
    ])
  return [...rowsOf('fault', fault), ...(control === null ? [] : rowsOf('control', control))]
}

export const contactHeads = [
  'arm',
  'plane',
  'eligible',
  'changed, of the service',
  'of this tool',
  'of either',
] as const

/** Writes a reason of a verdict as a sentence. */
export function verdictReasonWords({ fault, ...reason }: VerdictReason): string {
  return fault === undefined ? plainWords(reason) : `${fault}: ${plainWords(reason)}`
}

function plainWords(reason: VerdictReason): string {
  if ('because' in reason) return reason.because
  const { metric, limit, value } = reason
  const bounds = [
    ...(limit.min === undefined ? [] : [`at least ${limit.min}`]),
    ...(limit.max === undefined ? [] : [`at most ${limit.max}`]),
  ]
  return `${metric} is ${value === null ? 'not measured' : formatMetric(metric, value)}, expected ${bounds.join(' and ')}`
}

export const faultHeads = [
  'fault',
  'variant',
  'at',
  'part',
  'rate',
  'injected',
  'removed',
  'reached',
  'verdict',
] as const

/** Writes the faults of a run that had several: when each was on, how often it provably reached the service, and its verdict. */
export function faultWords(faults: readonly JournalFault[]): readonly (readonly (string | number)[])[] {
  if (faults.length < 2) return []
  const seconds = (at: number | null) => (at === null ? 'not injected' : `${at.toFixed(1)} s`)
  return faults.map(({ fault, variant, at, part, percent, ramp, injectedAt, removedAt, measured, verdict }) => {
    const rate = ramp === null ? `${percent} %` : `${ramp.from} to ${percent} % in ${ramp.seconds} s`
    return [fault, variant, at, part, rate, seconds(injectedAt), seconds(removedAt), measured?.evidence ?? 0, verdict]
  })
}

/** Places of a run's injections and removals on its axis of seconds, with their words. */
export function faultMarks(faults: readonly JournalFault[]): readonly (readonly [at: number, words: string])[] {
  const places = new Map<number, string[]>()
  for (const { fault, injectedAt, removedAt } of faults) {
    const note = faults.length < 2 ? '' : `: ${fault}`
    for (const [at, words] of [
      [injectedAt, `injection${note}`],
      [removedAt, `removal${note}`],
    ] as const)
      if (at !== null) places.set(at, [...(places.get(at) ?? []), words])
  }
  return [...places].map(([at, words]) => [at, [...new Set(words)].join(', ')])
}
