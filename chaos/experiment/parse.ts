import { createHash } from 'node:crypto'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Contract, MetricName } from '../measures/metric.ts'
import { boundsBroken, literalSecrets, longestFault, missingProtectedUrl } from './bounds.ts'
import type { Experiment, Refusals } from './experiment.ts'
import { faultIn } from './fault-in.ts'
import { type DeclaredProbes, probesIn } from './probe.ts'
import { defaultPoint, targetKindOf, unrunnable } from './runnable.ts'
import { chaosToolkit, extension, extensionName, faultArguments } from './schema.ts'

export type Parsed =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly refusals: Refusals }

type Toolkit = z.output<typeof chaosToolkit>
type Extension = z.output<typeof extension>
type FaultArguments = z.output<typeof faultArguments>

/** Reads an experiment from YAML or JSON. Reports all problems at once; a problem names the field and never quotes a value. */
export function parseExperiment(source: string): Parsed {
  let file: unknown
  try {
    file = parseYaml(source)
  } catch {
    return refused(['the file is neither YAML nor JSON'])
  }
  const toolkit = chaosToolkit.safeParse(file)
  if (!toolkit.success) return refused(problemsOf('', toolkit.error))
  const parts = partsOf(toolkit.data)
  if ('refusals' in parts) return refused(parts.refusals)
  const { ours, given, prefix, injectAt } = parts
  const probes = probesIn(toolkit.data, injectAt)
  const fault = faultIn(given, prefix)
  const problems = [
    ...literalSecrets(toolkit.data),
    ...('variant' in fault
      ? [...missingProtectedUrl(ours, fault), ...cannotRun(ours, given, { fault, prefix })]
      : fault.problems),
    ...boundsBroken(ours, given),
    ...('refusals' in probes ? probes.refusals : []),
  ]
  if (!('variant' in fault) || 'refusals' in probes || problems.length > 0) return refused(problems)
  const digest = createHash('sha256').update(JSON.stringify(file)).digest('hex')
  return {
    ok: true,
    experiment: experimentOf(toolkit.data, { ours, given, fault, probes, hash: `sha256:${digest.slice(0, 16)}` }),
  }
}

function cannotRun(
  { target }: Extension,
  { at }: FaultArguments,
  { fault, prefix }: { readonly fault: ChosenFault; readonly prefix: string },
): Refusals {
  const kind = targetKindOf(target)
  const followsOrders = target.kind === 'service' && target.process !== undefined
  const reason = unrunnable(fault, at ?? defaultPoint(fault, kind), kind, followsOrders)
  return reason === null ? [] : [`${prefix}at: ${reason}`]
}

const refused = (refusals: Refusals): Parsed => ({ ok: false, refusals })

type Parts = {
  readonly ours: Extension
  readonly given: FaultArguments
  readonly prefix: string
  /** Index of the action that injects. */
  readonly injectAt: number
}

/** Finds our extension and the order that injects, and reads both. `prefix` is the path of the order's fields. */
function partsOf(toolkit: Toolkit): Parts | { readonly refusals: Refusals } {
  const at = toolkit.extensions.findIndex(({ name }) => name === extensionName)
  if (at < 0)
    return { refusals: [`extensions: missing ${extensionName}, which holds the target, the phases and the limits`] }
  const ours = extension.safeParse(toolkit.extensions[at])
  const secrets = literalSecrets(toolkit)
  const where = toolkit.method.findIndex(
    ({ type, provider }) => type === 'action' && 'fault' in Object(provider['arguments']),
  )
  if (where < 0)
    return { refusals: [...secrets, 'method: no action injects a fault; one has to send {fault, lease} to /v1/faults'] }
  const given = faultArguments.safeParse(toolkit.method[where]?.provider['arguments'])
  const prefix = `method[${where}].provider.arguments.`
  if (ours.success && given.success) return { ours: ours.data, given: given.data, prefix, injectAt: where }
  return {
    refusals: [
      ...secrets,
      ...(ours.success ? [] : problemsOf(`extensions[${at}].`, ours.error)),
      ...(given.success ? [] : problemsOf(prefix, given.error)),
    ],
  }
}

/** Names the field and what was expected. Of what was found, zod's messages name only the kind. */
function problemsOf(prefix: string, { issues }: z.ZodError): Refusals {
  return issues.map(({ path, message }) => {
    const field = path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
      .join('')
      .replace(/^\./, '')
    return `${prefix}${field}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
  })
}

type Understood = {
  readonly ours: Extension
  readonly given: FaultArguments
  readonly fault: ChosenFault
  readonly probes: DeclaredProbes
  readonly hash: string
}

function experimentOf(
  { title, description, configuration, secrets }: Toolkit,
  { ours, given, fault, probes, hash }: Understood,
): Experiment {
  const { name: _, expect, ...rest } = ours
  const { sample, match, lease, maxInjected } = given
  return {
    ...rest,
    title,
    declared: { configuration, secrets },
    description,
    fault,
    probes,
    at: given.at ?? defaultPoint(fault, targetKindOf(ours.target)),
    pathPrefix: match?.path ?? '',
    ...sample,
    leaseSeconds: lease / 1_000,
    longestFaultMs: longestFault(ours, lease),
    maxInjected: maxInjected ?? ours.safety.blastRadius.maxInjected,
    contract: contractOf(fault, expect),
    demanded: expect.map(({ metric }) => metric),
    hash,
  }
}

function contractOf({ definition, variant }: ChosenFault, expect: Extension['expect']): Contract {
  const own = Object.fromEntries(
    expect.map(({ metric, min, max }): readonly [MetricName, object] => [
      metric,
      { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    ]),
  )
  return { ...(variant.contract ?? definition.contract), ...own }
}
