import { createHash } from 'node:crypto'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { seenLine } from '../../functions/core/model/unseen.ts'
import type { ChosenFault } from '../faults/catalogue.ts'
import { type Contract, jointContract, type MetricName } from '../measures/metric.ts'
import { boundsBroken, literalSecrets, longestFault, missingProtectedUrl } from './bounds.ts'
import type { Experiment, Refusals } from './experiment.ts'
import { type GivenOrder, ordersIn, type ReadOrder } from './orders.ts'
import { type DeclaredProbes, probesIn } from './probe.ts'
import { chaosToolkit, extension, extensionName, faultArguments } from './schema.ts'

export type Parsed =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly refusals: Refusals }

type Toolkit = z.output<typeof chaosToolkit>
type Extension = z.output<typeof extension>

/** Reads an experiment from YAML or JSON. Reports all problems at once; a problem names the field and never quotes a value. */
export function parseExperiment(source: string): Parsed {
  let file: unknown
  try {
    // A warning would print lines of the file.
    file = parseYaml(source, { logLevel: 'error' })
  } catch {
    return refused(['the file is neither YAML nor JSON'])
  }
  const toolkit = chaosToolkit.safeParse(file)
  if (!toolkit.success) return refused(problemsOf('', toolkit.error))
  const parts = partsOf(toolkit.data)
  if ('refusals' in parts) return refused(parts.refusals)
  const { ours, given } = parts
  const { groups, indices, problems: ofOrders } = ordersIn(given, ours)
  const probes = probesIn(toolkit.data, indices)
  const problems = [
    ...literalSecrets(toolkit.data),
    ...ofOrders,
    ...groups.flatMap((group) => group.flatMap(({ ordered }) => missingProtectedUrl(ours, ordered.fault))),
    ...groups.flatMap((group) => boundsBroken(ours, group)),
    ...('refusals' in probes ? probes.refusals : []),
  ]
  if ('refusals' in probes || problems.length > 0) return refused([...new Set(problems)])
  const digest = createHash('sha256').update(JSON.stringify(file)).digest('hex')
  const hash = `sha256:${digest.slice(0, 16)}`
  const experiments = groups.map((group, index) =>
    experimentOf(toolkit.data, { ours, group, probes: { ...probes, during: probes.during[index] ?? [] }, hash }),
  )
  const [first, ...next] = experiments
  if (first === undefined) return refused(['method: no action injects a fault'])
  return { ok: true, experiment: { ...first, next } }
}

const refused = (refusals: Refusals): Parsed => ({ ok: false, refusals })

type Parts = { readonly ours: Extension; readonly given: readonly GivenOrder[] }

/** Finds our extension and the orders that inject, and reads them. */
function partsOf(toolkit: Toolkit): Parts | { readonly refusals: Refusals } {
  const at = toolkit.extensions.findIndex(({ name }) => name === extensionName)
  if (at < 0)
    return { refusals: [`extensions: missing ${extensionName}, which holds the target, the phases and the limits`] }
  const ours = extension.safeParse(toolkit.extensions[at])
  const secrets = literalSecrets(toolkit)
  const orders = toolkit.method.flatMap(({ type, provider }, index) => {
    const given: unknown = provider['arguments']
    return type === 'action' && 'fault' in Object(given) ? [{ index, given: faultArguments.safeParse(given) }] : []
  })
  if (orders.length === 0)
    return { refusals: [...secrets, 'method: no action injects a fault; one has to send {fault, lease} to /v1/faults'] }
  const prefixOf = (index: number) => `method[${index}].provider.arguments.`
  const given = orders.flatMap(({ index, given: { data } }) =>
    data === undefined ? [] : [{ index, prefix: prefixOf(index), given: data }],
  )
  if (ours.success && given.length === orders.length) return { ours: ours.data, given }
  return {
    refusals: [
      ...secrets,
      ...(ours.success ? [] : problemsOf(`extensions[${at}].`, ours.error)),
      ...orders.flatMap((order) => (order.given.success ? [] : problemsOf(prefixOf(order.index), order.given.error))),
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
  readonly group: readonly ReadOrder[]
  readonly probes: DeclaredProbes
  readonly hash: string
}

/** Makes the experiment of the faults that are on together. */
function experimentOf(
  { title, description, configuration, secrets }: Toolkit,
  { ours, group, probes, hash }: Understood,
): Experiment {
  const { name: _, expect, ...rest } = ours
  const [first, ...beside] = group
  if (first === undefined) throw new Error('a group of orders has at least one')
  return {
    ...rest,
    ...first.ordered,
    title: seenLine(title),
    declared: { configuration, secrets },
    description: seenLine(description),
    beside: beside.map(({ ordered }) => ordered),
    next: [],
    probes,
    longestFaultMs: longestFault(ours, group),
    contract: contractOf(
      group.map(({ ordered }) => ordered.fault),
      expect,
    ),
    demanded: expect.map(({ metric }) => metric),
    hash,
  }
}

function contractOf(faults: readonly ChosenFault[], expect: Extension['expect']): Contract {
  const own = Object.fromEntries(
    expect.map(({ metric, min, max }): readonly [MetricName, object] => [
      metric,
      { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    ]),
  )
  return { ...jointContract(faults.map(({ definition, variant }) => variant.contract ?? definition.contract)), ...own }
}
