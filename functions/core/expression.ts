import { search } from '@aws-lambda-powertools/jmespath'

/**
 * The value at a JMESPath expression, null where it names nothing. Expressions are parsed when the config is loaded; what
 * can still go wrong here is an answer of another type than the expression expects, which is the same as nothing.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return search(expression, data as Parameters<typeof search>[1]) ?? null
  } catch {
    return null
  }
}
