import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** Tolerances of Chaos Toolkit that this tool judges. A number is compared with the HTTP status or the exit code. */
const tolerance = z.union([
  scalar,
  z.array(scalar),
  z.strictObject({
    type: z.literal('range'),
    range: z.tuple([z.number(), z.number()]),
    target: z.literal('status').optional(),
  }),
  z.strictObject({
    type: z.literal('regex'),
    pattern: z.string(),
    target: z.enum(['body', 'stdout', 'stderr']).optional(),
  }),
])
export type Tolerance = z.output<typeof tolerance>

const seconds = z.number().min(0.1).max(60).default(10)
const http = z.looseObject({
  type: z.literal('http'),
  url: z.string(),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']))
    .default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  arguments: z.unknown().optional(),
  timeout: seconds,
})
const ownProcess = z.looseObject({
  type: z.literal('process'),
  path: z.string(),
  arguments: z
    .union([z.array(scalar), z.record(z.string(), scalar), z.string()])
    .default([])
    .transform(argumentList),
  timeout: seconds,
})

/** A probe of an experiment file that this tool runs. */
const probe = z.looseObject({
  type: z.literal('probe'),
  name: z.string(),
  tolerance: tolerance.optional(),
  provider: z.discriminatedUnion('type', [http, ownProcess]),
})
export type ProbeOfFile = z.output<typeof probe>

/** Names of options and their values in turn, as Chaos Toolkit passes a mapping. A text is split at its spaces; no shell reads it. */
function argumentList(given: readonly unknown[] | Readonly<Record<string, unknown>> | string): readonly string[] {
  if (typeof given === 'string') return given.split(/\s+/).filter((one) => one !== '')
  const list = Array.isArray(given) ? given : Object.entries(given).flat()
  return list.map(String).filter((one) => one !== '')
}

/** Probes of an experiment in the order in which a run makes them. */
export type DeclaredProbes = {
  /** Probes of the steady-state hypothesis: they must hold before each fault and after the recovery. */
  readonly hypothesis: readonly ProbeOfFile[]
  /** Probes of the method that stand behind the actions that inject: made while the fault is on. */
  readonly during: readonly ProbeOfFile[]
}

/** Probes of a file; `during` has those of each group of faults. */
type ProbesOfGroups = {
  readonly hypothesis: readonly ProbeOfFile[]
  readonly during: readonly (readonly ProbeOfFile[])[]
}

type Activities = {
  readonly 'steady-state-hypothesis'?: { readonly probes: readonly unknown[] } | undefined
  readonly method: readonly { readonly type: string }[]
  readonly rollbacks?: readonly unknown[] | undefined
}

/**
 * Reads the probes of a file. Those that ask the controller are left out: the run's own SLO judges the same. `groups` has the indices of the
 * actions that inject, for each group of faults.
 */
export function probesIn(
  file: Activities,
  groups: readonly (readonly number[])[],
): ProbesOfGroups | { readonly refusals: readonly string[] } {
  const refusals: string[] = []
  const read = (one: unknown, where: string): readonly ProbeOfFile[] => {
    if (asksController(one)) return []
    const parsed = probe.safeParse(one)
    if (parsed.success) return [parsed.data]
    refusals.push(`${where}: ${problemIn(one)}`)
    return []
  }
  const hypothesis = (file['steady-state-hypothesis']?.probes ?? []).flatMap((one, index) =>
    read(one, `steady-state-hypothesis.probes[${index}]`),
  )
  const during = groups.map(([first = 0], group) => {
    const end = groups[group + 1]?.[0] ?? file.method.length
    return file.method.flatMap((one, index) =>
      one.type === 'probe' && index > first && index < end ? read(one, `method[${index}]`) : [],
    )
  })
  refusals.push(...otherActions(file, new Set(groups.flat())))
  return refusals.length > 0 ? { refusals } : { hypothesis, during }
}

/** Names actions that a run would leave out. It injects faults and takes them back by itself. */
function otherActions({ method, rollbacks = [] }: Activities, injections: ReadonlySet<number>): readonly string[] {
  const other = 'a run makes injections, their rollback and probes; for other actions, run the file under Chaos Toolkit'
  return [
    ...method.flatMap(({ type }, index) =>
      type === 'action' && !injections.has(index) ? [`method[${index}]: ${other}`] : [],
    ),
    ...rollbacks.flatMap((one, index) => (asksController(one) ? [] : [`rollbacks[${index}]: ${other}`])),
  ]
}

const asksController = (one: unknown): boolean =>
  String(Object(Object(one).provider).url ?? '').startsWith('$' + '{controller}/')

function problemIn(one: unknown): string {
  return Object(Object(one).provider).type === 'python'
    ? 'a python provider cannot be run here; use http or process, or run the file under Chaos Toolkit'
    : 'expected a provider {type: http, url} or {type: process, path}, and a tolerance that is a value, a list, a range or a regex'
}
