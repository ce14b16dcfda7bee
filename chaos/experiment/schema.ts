import { z } from 'zod'
import { points } from '../faults/fault.ts'
import { metricNames } from '../measures/metric.ts'
import { longestLeaseSeconds } from '../safety/lease.ts'
import { durationMs } from './duration.ts'

/** The name under which our part of an experiment stands among its extensions. */
export const extensionName = 'tokenwatch/chaos/v1'

const text = z.string().min(1).max(300)
const percent = z.number().min(0.1).max(100)
const url = z.url({ protocol: /^https?$/ })

const limit = z.strictObject({
  metric: z.enum(metricNames),
  min: z.number().optional(),
  max: z.number().optional(),
})

/** A log of the service under test, with its alerts in it or in another: looked through for secrets and for the cause that it names. */
const log = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: text }),
  /** Answers with the whole log so far, as text. */
  z.strictObject({ kind: z.literal('http'), url }),
  z.strictObject({ kind: z.literal('cloudwatch-logs'), group: text, region: text.optional() }),
])

const target = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('lab'),
    /** A module with `createClient`, relative to the experiment's file. */
    client: text,
  }),
  z.strictObject({
    kind: z.literal('service'),
    name: text,
    /** What users call. Its outcome is read from the status: 2xx is ok, with `x-degraded` degraded. */
    url,
    /** The same service, not behind the injection points. */
    control: url,
    instances: z.number().int().min(1).max(1_000).default(1),
    /** How the API behind the proxy wants its requests signed. */
    signing: z.enum(['none', 'aws-sigv4']).default('none'),
    /** For points on AWS: the sandbox secret, tagged `tokenwatch:chaos=true`, the role that reads it, and the role with which EventBridge Scheduler takes the change back. */
    secret: z.strictObject({ id: text, principal: text, undoRole: text }).optional(),
    logs: z.array(log).default([]),
    /** A URL that has to refuse whoever comes without a good token: knocked at while the fault is on. */
    protectedUrl: url.optional(),
  }),
])

const stop = z.union([
  z.strictObject({
    source: z.literal('aws:cloudwatch:alarm'),
    value: z.string().regex(/^arn:aws[\w-]*:cloudwatch:[\w-]+:\d{12}:alarm:.+$/),
  }),
  z.strictObject({ metric: z.literal('success_ratio'), below: z.number().min(0).max(1), for: durationMs }),
  z.strictObject({ metric: z.enum(['accepted_mutants', 'leaked_secrets']), above: z.literal(0) }),
])

/** What our extension of an experiment holds. */
export const extension = z.strictObject({
  name: z.literal(extensionName),
  environment: text,
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  target,
  /** The deployed monitor that watches these tokens, by its table: it is told, so that its pages say EXPERIMENT and nothing is rotated. */
  monitor: z
    .strictObject({ table: text, checks: z.array(z.templateLiteral([z.string(), '/', z.string()])).min(1) })
    .optional(),
  load: z.strictObject({
    perSecond: z.number().min(0.1).max(1_000),
    burst: z.number().int().min(1).max(100).default(1),
  }),
  phases: z.strictObject({ baseline: durationMs, fault: durationMs, observe: durationMs }),
  slo: z
    .strictObject({ successRatio: z.number().min(0.01).max(1), window: durationMs })
    .default({ successRatio: 0.95, window: 30_000 }),
  minEvidence: z.number().int().min(1).optional(),
  safety: z.strictObject({
    maxFaultTime: durationMs,
    blastRadius: z.strictObject({
      maxPercent: percent,
      maxTargets: z.number().int().min(1),
      maxRps: z.number().min(0.1),
      maxInjected: z.number().int().min(1),
    }),
    stopConditions: z.array(stop).default([]),
    approval: z.strictObject({ production: z.boolean(), ticket: text.optional() }).default({ production: false }),
  }),
  /** Bounds besides those of the fault's own contract; one for the same metric takes its place, if it is not looser where security is concerned. */
  expect: z.array(limit).default([]),
  /** Words by which the service's own log names the true cause, and others; those of the catalogue without it. */
  diagnosis: z.strictObject({ right: z.array(text).min(1), wrong: z.array(text).default([]) }).optional(),
  propagation: z.strictObject({ services: z.array(z.strictObject({ name: text, url })) }).default({ services: [] }),
})

/** What stands in the body of the action that injects. */
export const faultArguments = z.strictObject({
  fault: text,
  variant: text.optional(),
  at: z.enum(points).optional(),
  match: z.strictObject({ path: z.string().startsWith('/') }).optional(),
  sample: z.strictObject({ percent, seed: z.number().int() }).default({ percent: 100, seed: 42 }),
  params: z.record(z.string(), z.number()).default({}),
  /** The fault ends when it has struck so often. */
  maxInjected: z.number().int().min(1).optional(),
  lease: durationMs.refine((milliseconds) => milliseconds <= longestLeaseSeconds * 1_000, {
    message: `a lease lasts up to ${longestLeaseSeconds} s`,
  }),
})

const provider = z.looseObject({ type: z.enum(['http', 'process', 'python']) })
const probe = z.looseObject({ type: z.literal('probe'), name: text, tolerance: z.unknown(), provider })
const activity = z.looseObject({ type: z.enum(['probe', 'action']), name: text, provider })

/**
 * What Chaos Toolkit itself demands of an experiment (chaostoolkit.org, "The Chaos Toolkit Experiment Specification", and
 * `chaoslib.experiment.ensure_experiment_is_valid`): a title, a description, a method that may be empty, well-formed activities. Other keys are allowed.
 */
export const chaosToolkit = z.looseObject({
  title: text,
  description: text,
  tags: z.array(z.string()).optional(),
  'steady-state-hypothesis': z.looseObject({ title: text, probes: z.array(probe) }).optional(),
  method: z.array(activity),
  rollbacks: z.array(activity).optional(),
  extensions: z.array(z.looseObject({ name: text })),
})
