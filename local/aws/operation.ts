import type { z } from 'zod'
import type { AwsExchange } from './endpoint.ts'
import { AwsRefusal } from './refusal.ts'

/** One operation of a service: takes what came over the wire, answers with what goes back (undefined: no members). */
export type Operation = (input: unknown, exchange: AwsExchange) => unknown

/** By name, as the SDK spells it. */
export type Operations = Readonly<Record<string, Operation>>

/** Not yet a refusal: each service has its own exception for a parameter that it does not take. */
export class InvalidParameter extends Error {}

/**
 * An operation that runs only on input of the given shape. Shapes are strict: a parameter that AWS knows and the lab does
 * not is refused loudly instead of being ignored.
 */
export function operation<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.output<Schema>, exchange: AwsExchange) => unknown,
): Operation {
  return (input, exchange) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return run(parsed.data, exchange)
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new InvalidParameter(problems.join('; '))
  }
}

/** Runs the operation that the call names. */
export async function perform(operations: Operations, invalidCode: string, exchange: AwsExchange): Promise<unknown> {
  const { operation: name, input } = exchange.call
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (found === undefined) throw new AwsRefusal('UnknownOperationException', `Operation ${name} is not known`)
  try {
    return await found(input, exchange)
  } catch (error) {
    throw error instanceof InvalidParameter ? new AwsRefusal(invalidCode, error.message) : error
  }
}
