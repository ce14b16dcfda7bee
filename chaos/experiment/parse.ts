import { createHash } from 'node:crypto'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { type ChosenFault, chosen, defaultVariant, type FaultChoice, faultOf, faults } from '../faults/catalogue.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import type { Contract, MetricName } from '../measures/metric.ts'
import type { Experiment, Refusals } from './experiment.ts'
import { chaosToolkit, extension, extensionName, faultArguments } from './schema.ts'

export type Parsed =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly refusals: Refusals }

/** Reads an experiment, YAML or JSON (which is YAML). All problems at once; their texts quote no value. */
export function parseExperiment(source: string): Parsed {
  let file: unknown
  try {
    file = parseYaml(source)
  } catch {
    return refused(['the file is neither YAML nor JSON'])
  }
  const toolkit = chaosToolkit.safeParse(file)
  if (!toolkit.success) return refused(problemsOf('', toolkit.error))
  const secrets = literalSecrets(toolkit.data)
  const [at, ours] = oursAmong(toolkit.data.extensions)
  if (ours === undefined)
    return refused([`extensions: missing ${extensionName}: without it there are no bounds to keep to`])
  const bounds = extension.safeParse(ours)
  const [where, injection] = injectionIn(toolkit.data.method)
  if (injection === undefined)
    return refused([...secrets, 'method: no action injects a fault: one has to send {fault, lease} to /v1/faults'])
  const inject = faultArguments.safeParse(injection)
  const problems = [
    ...secrets,
    ...(bounds.success ? [] : problemsOf(`extensions[${at}].`, bounds.error)),
    ...(inject.success ? [] : problemsOf(`method[${where}].provider.arguments.`, inject.error)),
  ]
  if (!bounds.success || !inject.success) return refused(problems)
  const fault = chooseFault(inject.data, `method[${where}].provider.arguments.`)
  const all = [
    ...problems,
    ...('variant' in fault ? [] : fault.problems),
    ...boundsBroken(bounds.data, inject.data),
    ...withoutProtectedUrl(bounds.data, fault),
  ]
  if (!('variant' in fault) || all.length > 0) return refused(all)
  const { name: _, expect, ...rest } = bounds.data
  const { title, description } = toolkit.data
  const { sample, match, lease, maxInjected } = inject.data
  return {
    ok: true,
    experiment: {
      ...rest,
      title,
      description,
      fault,
      at: inject.data.at ?? fault.variant.points[0],
      pathPrefix: match?.path ?? '',
      ...sample,
      leaseSeconds: lease / 1_000,
      maxInjected: maxInjected ?? bounds.data.safety.blastRadius.maxInjected,
      contract: contractOf(fault, expect),
      demanded: expect.map(({ metric }) => metric),
      hash: `sha256:${createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 16)}`,
    },
  }
}

const refused = (refusals: Refusals): Parsed => ({ ok: false, refusals })

/** zod's own messages name what was expected; what was found is told by its kind alone. */
function problemsOf(prefix: string, { issues }: z.ZodError): Refusals {
  return issues.map(({ path, message }) => {
    const field = path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
      .join('')
      .replace(/^\./, '')
    return `${prefix}${field}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
  })
}

function oursAmong(extensions: readonly { readonly name: string }[]): readonly [number, unknown] {
  const index = extensions.findIndex(({ name }) => name === extensionName)
  return [index, extensions[index]]
}

type Activities = z.output<typeof chaosToolkit>['method']

/** The first action that sends a fault to a controller. */
function injectionIn(method: Activities): readonly [number, unknown] {
  const index = method.findIndex(({ type, provider }) => type === 'action' && 'fault' in Object(provider['arguments']))
  return [index, method[index]?.provider['arguments']]
}

/** A literal in `secrets` would end up in every journal: only references are taken. */
function literalSecrets(file: Readonly<Record<string, unknown>>): Refusals {
  const groups = Object.entries(Object(file['secrets']))
  return groups.flatMap(([group, secrets]) =>
    Object.entries(Object(secrets))
      .filter(([, secret]) => !['env', 'vault'].includes(Object(secret).type))
      .map(([name]) => `secrets.${group}.${name}: expected {type: env, key: ...}, found a literal`),
  )
}

type Inject = z.output<typeof faultArguments>

function chooseFault(
  { fault, variant, params, at }: Inject,
  prefix: string,
): ChosenFault | { readonly problems: Refusals } {
  const definition = faultOf(fault)
  if (definition === undefined)
    return { problems: [`${prefix}fault: unknown; there are ${faults.map(({ id }) => id).join(', ')}`] }
  const name = variant ?? defaultVariant(definition)
  const found = definition.variants[name]
  const problems = [
    ...(found === undefined
      ? [`${prefix}variant: unknown; ${fault} has ${Object.keys(definition.variants).join(', ')}`]
      : []),
    ...(found !== undefined && at !== undefined && !found.points.includes(at)
      ? [`${prefix}at: ${fault} ${name} goes in at ${found.points.join(', ')}`]
      : []),
    ...settingProblems(definition, params, prefix),
  ]
  // Each part has just been looked up in the catalogue.
  return problems.length > 0 ? { problems } : chosen({ fault, variant: name, settings: params } as FaultChoice)
}

function settingProblems({ id, settings }: FaultDefinition, params: Inject['params'], prefix: string): Refusals {
  return Object.entries(params).flatMap(([name, value]) => {
    const setting = settings[name]
    if (setting === undefined) return [`${prefix}params.${name}: ${id} has no such setting`]
    const { min, max, unit } = setting
    return value < min || value > max ? [`${prefix}params.${name}: expected ${min} to ${max} ${unit}`] : []
  })
}

/** An experiment must keep to its own bounds, and its fault must end before its lease does. */
function boundsBroken(
  { safety, load, phases, target }: z.output<typeof extension>,
  { sample, lease, maxInjected = 0 }: Inject,
): Refusals {
  const { blastRadius, maxFaultTime } = safety
  const instances = target.kind === 'service' ? target.instances : 1
  const broken: readonly (readonly [boolean, string])[] = [
    [sample.percent > blastRadius.maxPercent, 'sample.percent: more than safety.blastRadius.maxPercent'],
    [load.perSecond * load.burst > blastRadius.maxRps, 'load: more requests a second than safety.blastRadius.maxRps'],
    [
      instances > blastRadius.maxTargets && target.kind === 'service',
      'target.instances: more than safety.blastRadius.maxTargets',
    ],
    [phases.fault > maxFaultTime, 'phases.fault: longer than safety.maxFaultTime'],
    [maxInjected > blastRadius.maxInjected, 'maxInjected: more than safety.blastRadius.maxInjected'],
    [
      Math.floor(((load.perSecond * load.burst * phases.fault) / 1_000) * (sample.percent / 100)) < 1,
      'load: it comes to no call under the fault in phases.fault',
    ],
    [lease < phases.fault, 'lease: shorter than phases.fault, so that the fault would end before its time'],
  ]
  return broken.filter(([isBroken]) => isBroken).map(([, words]) => words)
}

/** A fault that tempts an API to let everybody in says nothing where nobody knocks. */
function withoutProtectedUrl({ target }: z.output<typeof extension>, fault: ReturnType<typeof chooseFault>): Refusals {
  const isTempting = 'variant' in fault && fault.variant.planes.includes('validation')
  return isTempting && target.kind === 'service' && target.protectedUrl === undefined
    ? ['target.protectedUrl: missing; while validation is broken, somebody has to knock without a good token']
    : []
}

function contractOf({ definition, variant }: ChosenFault, expect: z.output<typeof extension>['expect']): Contract {
  const own = Object.fromEntries(
    expect.map(({ metric, min, max }): readonly [MetricName, object] => [
      metric,
      { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    ]),
  )
  return { ...(variant.contract ?? definition.contract), ...own }
}
