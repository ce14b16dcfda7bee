import { apiAmplification, earlyRetries, peakRatio, renewalAmplification } from './amplification.ts'
import { type ArmSummary, summarizeArm } from './arm-summary.ts'
import { causesOf, diagnosisCorrect, linesNaming } from './diagnosis.ts'
import { secondsToHealth } from './health.ts'
import type { Metrics } from './metric.ts'
import { faultSpan, type RunObservation, within } from './observation.ts'

/** What one run comes to. */
export type Measured = {
  readonly metrics: Metrics
  readonly baseline: ArmSummary
  readonly fault: ArmSummary
  readonly control: ArmSummary
  readonly recovery: ArmSummary
  /** How often the fault has provably met the service. */
  readonly evidence: number
}

/** Takes every measure of a run. Pure: the same observation gives the same figures. */
export function measure(observation: RunObservation): Measured {
  const { arms, marks, slo, counts, leaks, monitor } = observation
  const span = faultSpan(observation)
  const during = within(arms.fault.samples, span)
  const seconds = (toMs: number | null | undefined) => (toMs == null ? null : Math.max(0, toMs - span[0]) / 1_000)
  const fault = summarizeArm(during)
  const metrics: Metrics = {
    'amplification.api': apiAmplification(observation),
    'amplification.idp': renewalAmplification(observation, 'idp'),
    'amplification.secrets': renewalAmplification(observation, 'secrets'),
    success_ratio: fault.successRatio,
    untyped_errors: during.filter(({ outcome }) => outcome.kind === 'failed' && outcome.error === null).length,
    early_retries: earlyRetries(observation),
    peak_ratio: peakRatio(observation),
    time_to_detect: seconds(monitor?.detectedMs),
    time_to_alert: seconds(monitor?.alertedMs),
    time_to_mitigate: secondsToHealth(arms.fault.samples, span, slo),
    time_to_recover: secondsToHealth(arms.fault.samples, [marks.removedMs, marks.endedMs], slo),
    accepted_mutants: counts.acceptedMutants,
    accepted_after_revocation:
      observation.acceptedAfterRevocationMs === null ? null : observation.acceptedAfterRevocationMs / 1_000,
    fail_open: observation.failOpen,
    leaked_secrets: leaks === null ? null : leaks.reduce((sum, { count }) => sum + count, 0),
    duplicate_side_effects: observation.duplicates,
    alerts_lost: alertsLost(observation),
    diagnosis_correct: diagnosisCorrect(observation),
  }
  return {
    metrics,
    baseline: summarizeArm(within(arms.fault.samples, [marks.startedMs, marks.injectedMs])),
    fault,
    control: summarizeArm(within(arms.control.samples, span)),
    recovery: summarizeArm(within(arms.fault.samples, [marks.removedMs, marks.endedMs])),
    evidence: evidenceOf(observation),
  }
}

/** What somebody tried to tell while the way was cut and has told since counts as told; where nobody tried, one alert was lost. */
function alertsLost({ alerts }: RunObservation): number | null {
  if (alerts === null) return null
  return alerts.reported > 0 ? 0 : 1
}

function evidenceOf(observation: RunObservation): number {
  const { fault, counts, arms, marks, evidence } = observation
  if (evidence === 'words') return wordsOf(observation)
  const span = [marks.injectedMs, marks.removedMs] as const
  const wire = within(arms.fault.wire, span)
  switch (fault.definition.evidence) {
    case 'injected':
      return counts.injected
    case 'met':
      return wire.filter(({ status, action }) => action !== 'pass' || status === null || status >= 400).length
    case 'expiries':
      return Math.max(counts.injected, wire.filter(({ plane, status }) => plane === 'idp' && status === 200).length)
  }
}

/** Callers who were not served in full, and lines of the log that name the cause. */
function wordsOf(observation: RunObservation): number {
  const span = faultSpan(observation)
  const hurt = within(observation.arms.fault.samples, span).filter(({ outcome }) => outcome.kind !== 'ok').length
  return hurt + linesNaming(observation, causesOf(observation))
}
