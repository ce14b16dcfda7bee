import * as z from 'zod'
import { points } from '../faults/fault.ts'
import { metricNames } from '../measures/metric.ts'
import { longestLeaseSeconds } from '../safety/lease.ts'
import { durationMs } from './duration.ts'

/** Name of Tokenwatch's entry in an experiment's `extensions`. */
export const extensionName = 'tokenwatch/chaos/v1'

const text = z.string().min(1).max(300)
const percent = z.number().min(0.1).max(100)
const url = z.url({ protocol: /^https?$/ })

const limit = z.strictObject({
  metric: z.enum(metricNames),
  min: z.number().optional(),
  max: z.number().optional(),
})

/** A log of the service under test. The run searches it for secrets and for the cause that it names. */
const log = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: text }),
  /** The URL answers with the whole log so far, as text. */
  z.strictObject({ kind: z.literal('http'), url }),
  z.strictObject({ kind: z.literal('cloudwatch-logs'), group: text, region: text.optional() }),
])

/** Predicate for an answer that served the request. Without it, the answers to a valid and to a missing token are compared. */
export const acceptance = z.strictObject({
  status: z.array(z.number().int().min(100).max(599)).min(1).optional(),
  json: z.record(z.string().startsWith('/'), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})

const fieldNames = z.array(text).default([])

const target = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('lab'),
    /** Path of a module that exports `createClient`, relative to the experiment's file. */
    client: text,
  }),
  z.strictObject({
    kind: z.literal('service'),
    name: text,
    /** URL that users call. A status below 400 counts as ok, or as degraded if the answer has the header `x-degraded`. */
    url,
    /** URL of the same service without the injection points. */
    control: url,
    instances: z.number().int().min(1).max(1_000).default(1),
    /** Signature that the API behind the proxy requires. */
    signing: z.enum(['none', 'aws-sigv4']).default('none'),
    /**
     * For injection points on AWS: the sandbox secret, which has the tag `tokenwatch:chaos=true`; the role that reads it; the role that
     * EventBridge Scheduler assumes to undo the change.
     */
    secret: z.strictObject({ id: text, principal: text, undoRole: text }).optional(),
    logs: z.array(log).default([]),
    /** The service gets its tokens from `chaos serve --issuer`, and its client secret too if `secret` is true. */
    issuer: z.strictObject({ secret: z.boolean().default(false) }).optional(),
    /** The service's own process follows orders in this file, at a preload or an interceptor; it may act on these origins. */
    process: z
      .strictObject({
        file: text,
        origins: z.strictObject({ api: z.array(url).default([]), idp: z.array(url).default([]) }),
      })
      .optional(),
    /** URL that must refuse requests without a valid token. The run calls it without one while the fault is on. */
    protectedUrl: url.optional(),
    accepts: acceptance.optional(),
    /** Fields that are secret, or are not, whatever their names sound like. */
    fields: z.strictObject({ secret: fieldNames, public: fieldNames }).default({ secret: [], public: [] }),
    /** Places of an error's name in the service's answers, besides the usual ones. */
    errors: z
      .array(z.union([z.strictObject({ header: text }), z.strictObject({ json: z.string().startsWith('/') })]))
      .default([]),
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

/** A request of the load, for a service whose users log in or send more than one request. */
const flowStep = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('GET'),
  /** Relative to the target's URL. */
  path: z.string().max(2_000).default(''),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON, or as it is if it is a text. */
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  /** Made once by each arm, before its first call. */
  once: z.boolean().default(false),
  /** JSON pointers into the answer, by the names under which later steps use the values as `${name}`. */
  save: z.record(z.string().regex(/^[\w.-]+$/), z.string().startsWith('/')).default({}),
})

/** Tokenwatch's extension of an experiment. */
export const extension = z.strictObject({
  name: z.literal(extensionName),
  environment: text,
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  target,
  /** The deployed monitor of these tokens, by its table. During the run its pages say EXPERIMENT and it rotates nothing. */
  monitor: z
    .strictObject({ table: text, checks: z.array(z.templateLiteral([z.string(), '/', z.string()])).min(1) })
    .optional(),
  load: z.strictObject({
    perSecond: z.number().min(0.1).max(1_000),
    burst: z.number().int().min(1).max(100).default(1),
    /** Steps of one call to a service. Without them, its URL is read. */
    flow: z
      .array(flowStep)
      .min(1)
      .max(20)
      .refine((steps) => steps.some(({ once }) => !once), { message: 'one step must be made by every call' })
      .optional(),
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
  /** Limits that are added to the fault's contract. A limit for the same metric replaces the contract's. Security metrics stay at 0. */
  expect: z.array(limit).default([]),
  /** Words of the service's log that name the true cause (`right`) or another one (`wrong`). Default: the words of the catalogue. */
  diagnosis: z.strictObject({ right: z.array(text).min(1), wrong: z.array(text).default([]) }).optional(),
  /** Services that are polled, and a port on loopback at which services send their OpenTelemetry traces (OTLP over HTTP). */
  propagation: z
    .strictObject({
      services: z.array(z.strictObject({ name: text, url })).default([]),
      traces: z.strictObject({ port: z.number().int().min(1).max(65_535).default(4_318) }).optional(),
    })
    .default({ services: [] }),
})

/** Arguments of the action that injects the fault. */
export const faultArguments = z.strictObject({
  fault: text,
  variant: text.optional(),
  at: z.enum(points).optional(),
  match: z.strictObject({ path: z.string().startsWith('/') }).optional(),
  /** `ramp` moves the rate evenly from `from` percent to `percent`, within `over` (default: the fault's phase, or its lease). */
  sample: z
    .strictObject({
      percent,
      seed: z.number().int(),
      ramp: z.strictObject({ from: z.number().min(0).max(100), over: durationMs.optional() }).optional(),
    })
    .default({ percent: 100, seed: 42 }),
  /** The fault joins the one before it. Without this, it begins after that one's phases. */
  together: z.boolean().default(false),
  /** Time after the first fault at which this one joins it, and its length if others go on. Chaos Toolkit takes its `pauses`. */
  after: durationMs.optional(),
  for: durationMs.optional(),
  params: z.record(z.string(), z.number()).default({}),
  /** Number of injected requests after which the fault ends. */
  maxInjected: z.number().int().min(1).optional(),
  lease: durationMs.refine((milliseconds) => milliseconds <= longestLeaseSeconds * 1_000, {
    message: `a lease lasts at most ${longestLeaseSeconds} s`,
  }),
})

const provider = z.looseObject({ type: z.enum(['http', 'process', 'python']) })
const probe = z.looseObject({ type: z.literal('probe'), name: text, tolerance: z.unknown(), provider })
const activity = z.looseObject({ type: z.enum(['probe', 'action']), name: text, provider })

/**
 * Requirements of Chaos Toolkit for an experiment: a title, a description, a method that may be empty, well-formed activities. Other keys
 * are allowed. Source: chaostoolkit.org, "The Chaos Toolkit Experiment Specification", and `chaoslib.experiment.ensure_experiment_is_valid`.
 */
export const chaosToolkit = z.looseObject({
  title: text,
  description: text,
  tags: z.array(z.string()).optional(),
  configuration: z.record(z.string(), z.unknown()).optional(),
  secrets: z.record(z.string(), z.unknown()).optional(),
  'steady-state-hypothesis': z.looseObject({ title: text, probes: z.array(probe) }).optional(),
  method: z.array(activity),
  rollbacks: z.array(activity).optional(),
  extensions: z.array(z.looseObject({ name: text })),
})
