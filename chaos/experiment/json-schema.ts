import { z } from 'zod'
import { chaosToolkit, extension, faultArguments } from './schema.ts'

/** Builds the JSON Schema of an experiment file for editors: Chaos Toolkit's keys, our extension, and the arguments that inject. */
export function experimentJsonSchema(): unknown {
  const file = chaosToolkit.extend({ extensions: z.array(z.union([extension, z.looseObject({ name: z.string() })])) })
  const described = z.toJSONSchema(file, { io: 'input', unrepresentable: 'any' })
  const injection = z.toJSONSchema(faultArguments, { io: 'input', unrepresentable: 'any' })
  return { title: 'A token chaos experiment', ...described, $defs: { injection } }
}
