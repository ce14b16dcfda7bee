import type { CommandResult } from '../framework/command-result.ts'
import { type RunOptions, readAllowed } from './options.ts'

/** Shows what a run would do. Fails if it is not allowed. */
export async function run(options: RunOptions): Promise<CommandResult> {
  return planned(await readAllowed(options))
}

/** Describes an experiment: each of its faults, and what is expected. */
export function planned(experiment: Awaited<ReturnType<typeof readAllowed>>): CommandResult {
  const { fault, at, target, contract, leaseSeconds, next } = experiment
  const parts = [experiment, ...next]
  const calls = Math.floor(experiment.calls)
  const faults = parts.flatMap((part, index) =>
    [part, ...part.beside].map((one) => ({
      fault: one.fault.definition.id,
      variant: one.fault.variantName,
      at: one.at,
      part: index + 1,
    })),
  )
  const first = { fault: fault.definition.id, variant: fault.variantName, at, calls, leaseSeconds, contract }
  const data = faults.length === 1 ? first : { ...first, faults }
  const against = `  against ${target.kind === 'lab' ? `the lab with ${target.client}` : `${target.name} at ${target.url}`}`
  const lines = parts.flatMap((part, index) => [
    ...(index === 0 ? [] : [`then, as part ${index + 1}, from a new baseline on`]),
    ...partLines(part, against),
  ])
  return { exitCode: 0, data, text: `${[experiment.title, ...lines].join('\n')}\n` }
}

function partLines(part: Awaited<ReturnType<typeof readAllowed>>, against: string): readonly string[] {
  const { beside, probes, contract } = part
  return [
    ...[part, ...beside].flatMap((one, index) => [
      `  ${index === 0 ? 'injects' : 'together with'} ${one.fault.definition.id} (${one.fault.variantName}) at ${one.at}: ${one.fault.variant.what}`,
      ...(index === 0 ? [against] : []),
      `  ${timeWords(one, part)}, with a lease of ${one.leaseSeconds} s, into at most ${one.maxInjected} requests`,
      `  about ${Math.floor(one.calls)} user calls meet the fault, and as many run in the control arm`,
      ...(one.ramp === null
        ? []
        : [`  at a rate from ${one.ramp.from} to ${one.percent} % within ${one.ramp.overMs / 1_000} s`]),
    ]),
    ...[...probes.hypothesis, ...probes.during].map(
      ({ name, provider }) => `  makes the probe ${name}: ${provider.type === 'http' ? provider.url : provider.path}`,
    ),
    ...Object.entries(contract).map(([metric, limit]) => `  expects ${metric} ${JSON.stringify(limit)}`),
  ]
}

type PlannedExperiment = Awaited<ReturnType<typeof readAllowed>>

/** Says when a fault is on. */
function timeWords(
  { afterMs, forMs }: PlannedExperiment['beside'][number],
  { phases, longestFaultMs }: PlannedExperiment,
): string {
  if (afterMs === 0 && forMs === null)
    return `for ${phases.fault / 1_000} s from the first injected request, at most ${longestFaultMs / 1_000} s`
  return `from ${afterMs / 1_000} s after the injection, ${forMs === null ? 'to the removal' : `for ${forMs / 1_000} s`}`
}
