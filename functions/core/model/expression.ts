import { search } from '@aws-lambda-powertools/jmespath'
import { Functions } from '@aws-lambda-powertools/jmespath/functions'

/** The language's own functions, looked up once: the package would do it for each evaluation, at several times its cost. */
const customFunctions = new Functions()
customFunctions.introspectMethods()
customFunctions.introspectMethods = () => customFunctions.methods

/**
 * The value at a JMESPath expression, null where it names nothing. Expressions are parsed when the config is loaded; what
 * can still go wrong here is an answer of another type than the expression expects, which is the same as nothing.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return search(expression, data as Parameters<typeof search>[1], { customFunctions }) ?? null
  } catch {
    return null
  }
}
