import { search } from '@aws-lambda-powertools/jmespath'
import { Functions } from '@aws-lambda-powertools/jmespath/functions'

/** The functions of JMESPath, looked up once: the package would repeat that for each evaluation, at several times its cost. */
const customFunctions = new Functions()
customFunctions.introspectMethods()
customFunctions.introspectMethods = () => customFunctions.methods

/**
 * Evaluates a JMESPath expression; `null` where it finds no value. Loading the config has parsed every expression. An error here means
 * that the answer has another type than the expression expects, which counts as no value.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return search(expression, data as Parameters<typeof search>[1], { customFunctions }) ?? null
  } catch {
    return null
  }
}
