import { apiAmplification, earlyRetries, peakRatio, refreshAmplification } from './amplification.ts'
import { type ArmSummary, summarizeArm } from './arm-summary.ts'
import { type Contacts, contactEvidence, contactsOf } from './contact.ts'
import { causesOf, diagnosisCorrect, linesNaming } from './diagnosis.ts'
import { duplicatesIn } from './duplicates.ts'
import { secondsToHealth } from './health.ts'
import type { Metrics } from './metric.ts'
import { faultSpan, type RunObservation, recoverySpan, within } from './observation.ts'

/** Figures of one run. */
export type Measured = {
  readonly metrics: Metrics
  readonly baseline: ArmSummary
  readonly fault: ArmSummary
  readonly control: ArmSummary
  readonly recovery: ArmSummary
  /** Number of times that the fault provably reached the service. */
  readonly evidence: number
  readonly contacts: Contacts
  /** Answers to mutants that could not be judged. */
  readonly unclearMutants: number
}

/** Computes all metrics of a run. Pure: the same observation gives the same figures. */
export function measure(observation: RunObservation): Measured {
  const { arms, marks, slo, counts, leaks, monitor } = observation
  const span = faultSpan(observation)
  const during = within(arms.fault.samples, span)
  const seconds = (toMs: number | null | undefined) => (toMs == null ? null : Math.max(0, toMs - span[0]) / 1_000)
  const fault = summarizeArm(during)
  const metrics: Metrics = {
    'amplification.api': apiAmplification(observation),
    'amplification.idp': refreshAmplification(observation, 'idp'),
    'amplification.secrets': refreshAmplification(observation, 'secrets'),
    success_ratio: fault.successRatio,
    untyped_errors: during.filter(({ outcome }) => outcome.kind === 'failed' && outcome.error === null).length,
    early_retries: earlyRetries(observation),
    peak_ratio: peakRatio(observation),
    time_to_detect: seconds(monitor?.detectedMs),
    time_to_alert: seconds(monitor?.alertedMs),
    time_to_mitigate: secondsToHealth(arms.fault.samples, span, slo),
    time_to_recover: secondsToHealth(arms.fault.samples, recoverySpan(observation), slo),
    accepted_mutants: acceptedMutants(observation),
    accepted_after_revocation:
      observation.acceptedAfterRevocationMs === null ? null : observation.acceptedAfterRevocationMs / 1_000,
    fail_open: observation.failOpen,
    leaked_secrets: leaks === null ? null : leaks.reduce((sum, { count }) => sum + count, 0),
    duplicate_side_effects: duplicatesIn(observation),
    alerts_lost: alertsLost(observation),
    diagnosis_correct: diagnosisCorrect(observation),
  }
  return {
    metrics,
    baseline: summarizeArm(within(arms.fault.samples, [marks.startedMs, marks.injectedMs])),
    fault,
    control: summarizeArm(within(arms.control.samples, span)),
    recovery: summarizeArm(within(arms.fault.samples, recoverySpan(observation))),
    evidence: evidenceOf(observation),
    contacts: contactsOf(observation),
    unclearMutants: counts.unclearMutants,
  }
}

/** Returns `null` if the fault sends mutants and nobody sees what the API answers to them. */
function acceptedMutants({ fault, planes, counts }: RunObservation): number | null {
  return fault.variant.mutants === 'must_be_refused' && !planes.includes('api') ? null : counts.acceptedMutants
}

/** Returns 0 if an alert was delivered after the path was restored, and 1 if none was. */
function alertsLost({ alerts }: RunObservation): number | null {
  if (alerts === null) return null
  return alerts.delivered > 0 ? 0 : 1
}

function evidenceOf(observation: RunObservation): number {
  return observation.evidence === 'log' ? logEvidenceOf(observation) : contactEvidence(observation)
}

/** Counts callers that were not fully served, and log lines that name the cause. */
function logEvidenceOf(observation: RunObservation): number {
  const span = faultSpan(observation)
  const hurt = within(observation.arms.fault.samples, span).filter(({ outcome }) => outcome.kind !== 'ok').length
  return hurt + linesNaming(observation, causesOf(observation))
}
