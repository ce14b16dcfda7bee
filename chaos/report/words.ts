import type { Contact, Contacts } from '../measures/contact.ts'
import { formatMetric, type MetricName } from '../measures/metric.ts'
import type { VerdictReason } from '../verdict.ts'

/** Points that a run needs in front of a service to measure a figure. */
const needed: Readonly<Partial<Record<MetricName, string>>> = {
  'amplification.api': 'chaos serve --api',
  'amplification.idp': 'chaos serve --idp',
  'amplification.secrets': 'chaos serve --secrets',
  duplicate_side_effects: 'chaos serve --api',
  fail_open: 'target.protectedUrl',
  leaked_secrets: 'an injection point',
}

/** Says which limits of the contract nobody could judge, and what each of them needs. Empty if all were judged. */
export function unjudgedWords(unjudged: readonly MetricName[]): readonly string[] {
  return unjudged.map((name) => {
    const needs = needed[name]
    return `${name} has a limit and was not measured${needs === undefined ? '' : `: it needs ${needs}`}`
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
export function verdictReasonWords(reason: VerdictReason): string {
  if ('because' in reason) return reason.because
  const { metric, limit, value } = reason
  const bounds = [
    ...(limit.min === undefined ? [] : [`at least ${limit.min}`]),
    ...(limit.max === undefined ? [] : [`at most ${limit.max}`]),
  ]
  return `${metric} is ${value === null ? 'not measured' : formatMetric(metric, value)}, expected ${bounds.join(' and ')}`
}
