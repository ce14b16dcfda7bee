import { z } from 'zod'
import { chaosToolkit, extension, faultArguments } from './schema.ts'

/** The shape of an experiment's file for editors: what Chaos Toolkit asks for, our extension, and the body that injects. */
export function experimentJsonSchema(): unknown {
  const file = chaosToolkit.extend({ extensions: z.array(z.union([extension, z.looseObject({ name: z.string() })])) })
  const described = z.toJSONSchema(file, { io: 'input', unrepresentable: 'any' })
  const injection = z.toJSONSchema(faultArguments, { io: 'input', unrepresentable: 'any' })
  return { title: 'A token chaos experiment', ...described, $defs: { injection } }
}
