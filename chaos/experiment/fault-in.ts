import type { z } from 'zod'
import { type ChosenFault, choose, defaultVariant, faultOf, faults } from '../faults/catalogue.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import type { Refusals } from './experiment.ts'
import type { faultArguments } from './schema.ts'

type FaultArguments = z.output<typeof faultArguments>

/** Looks up the fault that an order names, or returns all problems of its fault, variant, point and settings. */
export function faultIn(given: FaultArguments, prefix: string): ChosenFault | { readonly problems: Refusals } {
  const { fault, variant, params, at } = given
  const definition = faultOf(fault)
  if (definition === undefined)
    return { problems: [`${prefix}fault: unknown; expected one of ${faults.map(({ id }) => id).join(', ')}`] }
  const name = variant ?? defaultVariant(definition)
  const found = definition.variants[name]
  const problems = [...settingProblems(definition, params, prefix)]
  if (found === undefined)
    problems.unshift(`${prefix}variant: unknown; ${fault} has ${Object.keys(definition.variants).join(', ')}`)
  else if (at !== undefined && !found.points.includes(at))
    problems.unshift(`${prefix}at: ${fault} ${name} can be injected at ${found.points.join(', ')}`)
  return problems.length > 0 ? { problems } : choose(definition, name, params)
}

function settingProblems(
  { id, settings }: FaultDefinition,
  params: FaultArguments['params'],
  prefix: string,
): Refusals {
  return Object.entries(params).flatMap(([name, value]) => {
    const setting = settings[name]
    if (setting === undefined) return [`${prefix}params.${name}: ${id} has no such setting`]
    const { min, max, unit } = setting
    return value < min || value > max ? [`${prefix}params.${name}: expected ${min} to ${max} ${unit}`] : []
  })
}
