import type { Contract } from '../measures/metric.ts'

/** Limits of every fault: no secret leaks, no mutant is accepted, failures have names, and the service recovers. */
const always = {
  leaked_secrets: { max: 0 },
  accepted_mutants: { max: 0 },
  fail_open: { max: 0 },
  untyped_errors: { max: 0 },
  time_to_recover: { max: 60 },
} as const satisfies Contract

/** Limits if the credential is refused for good: one refresh for each instance, one retry for each call, then a named failure. */
export const refusedForGood: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 1 },
  diagnosis_correct: { min: 1 },
}

/** Limits if a refresh helps: nearly all calls must be served. */
export const curedByRefresh: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 1 },
  success_ratio: { min: 0.95 },
}

/** Limits if no refresh helps: requests for new tokens are useless. */
export const notCuredByRefresh: Contract = {
  ...always,
  'amplification.api': { max: 1.1 },
  'amplification.idp': { max: 1 },
  diagnosis_correct: { min: 1 },
}

/** Limits if other services are slow or down: retries stay bounded. */
export const othersAway: Contract = {
  ...always,
  'amplification.api': { max: 2.1 },
  'amplification.idp': { max: 4 },
  'amplification.secrets': { max: 3 },
}
