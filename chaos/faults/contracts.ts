import type { Contract } from '../measures/metric.ts'

/** Holds for every fault: nothing leaks, nothing is let in, failures have names, and health comes back. */
const always = {
  leaked_secrets: { max: 0 },
  accepted_mutants: { max: 0 },
  fail_open: { max: 0 },
  untyped_errors: { max: 0 },
  time_to_recover: { max: 60 },
} as const satisfies Contract

/** The credential is refused for good: one refresh an instance, one retry a call, then fail fast and say why. */
export const refusedForGood: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 1 },
  diagnosis_correct: { min: 1 },
}

/** A refresh cures it: users must hardly notice. */
export const curedByRefresh: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 1 },
  success_ratio: { min: 0.95 },
}

/** No refresh can cure it: asking for new tokens is noise. */
export const notCuredByRefresh: Contract = {
  ...always,
  'amplification.api': { max: 1.1 },
  'amplification.idp': { max: 1 },
  diagnosis_correct: { min: 1 },
}

/** Others are slow or away: what is asked of them again stays bounded. */
export const othersAway: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 4 },
  'amplification.secrets': { max: 3 },
}
