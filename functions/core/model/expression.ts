import { Functions } from '@aws-lambda-powertools/jmespath/functions'
import { Parser } from '../../../node_modules/@aws-lambda-powertools/jmespath/lib/esm/Parser.js'
import { withoutShortcuts } from './operands.ts'

/** The functions of JMESPath, and those that look at every operand. They get what the operands found. */
class EveryFunction extends Functions {
  /** Returns what `&&` returns. */
  funcAllOf(found: readonly unknown[]): unknown {
    return found.find((value) => !isTruthy(value)) ?? found.at(-1)
  }

  /** Returns what `||` returns. */
  funcAnyOf(found: readonly unknown[]): unknown {
    return found.find(isTruthy) ?? found.at(-1)
  }
}

/** Returns true for what JMESPath takes for true: everything but false, null, and what is empty. */
function isTruthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return value !== undefined && value !== null && value !== false && value !== ''
}

/** Functions are looked up once: the package would repeat that for each evaluation, at several times its cost. */
const customFunctions = new EveryFunction()
customFunctions.introspectMethods()
customFunctions.introspectMethods = () => customFunctions.methods

/** The value that an expression finds in data, and its looks in vain. */
export type Evaluation = {
  readonly value: unknown
  /** True if a field that the expression names is not there, or if it reads which fields are there. */
  readonly missesField: boolean
  /** The last field that was there and null. */
  readonly nullField: string | null
  /** True if the data has another type than the expression expects. */
  readonly isMistyped: boolean
}

/**
 * Evaluates a JMESPath expression and watches which fields it looks for: those of every operand, in whatever order they stand. Costs more
 * than `evaluate`.
 */
export function evaluateWatched(expression: string, data: unknown): Evaluation {
  const seen: Seen = { missesField: false, nullField: null }
  const value = evaluate(expression, data)
  try {
    run(withoutShortcuts(expression), watched(data, seen))
    return { value, ...seen, isMistyped: false }
  } catch {
    return { value, ...seen, isMistyped: true }
  }
}

type Seen = { missesField: boolean; nullField: string | null }

/** Wraps parsed JSON, so that each look for a field is noted. */
function watched(data: unknown, seen: Seen): unknown {
  if (typeof data !== 'object' || data === null) return data
  return new Proxy(data, {
    has(target, key) {
      const isThere = Object.hasOwn(target, key)
      // `errors == null` reads a field of the name null, and means the value.
      if (!isThere && key !== 'null') seen.missesField = true
      return isThere
    },
    get(target, key, receiver) {
      if (Array.isArray(target) && typeof key === 'string' && /^-?\d+$/.test(key) && !Object.hasOwn(target, key))
        seen.missesField = true
      const value: unknown = Reflect.get(target, key, receiver)
      if (typeof key !== 'string') return value
      if (value === null) seen.nullField = key
      return watched(value, seen)
    },
    ownKeys(target) {
      if (!Array.isArray(target)) seen.missesField = true
      return Reflect.ownKeys(target)
    },
  })
}

/**
 * Evaluates a JMESPath expression; `null` where it finds no value. Loading the config has parsed every expression. An error here means
 * that the answer has another type than the expression expects, which counts as no value.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return run(expression, data)
  } catch {
    return null
  }
}

type Parsed = ReturnType<Parser['parse']>

/**
 * Parsed expressions: as many as config and catalogue name. The package exports only a search that keeps 128 of them, and parses the others
 * anew for each answer, so the parser is taken from inside of it.
 */
const parsedExpressions = new Map<string, Parsed>()

function parsedOf(expression: string): Parsed {
  const parsed = parsedExpressions.get(expression) ?? new Parser().parse(expression)
  parsedExpressions.set(expression, parsed)
  return parsed
}

/** Evaluates, and throws where a type is wrong. Nobody reads where in the package that was: a stack would cost more than the rest. */
function run(expression: string, data: unknown): unknown {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return parsedOf(expression).search(data as Parameters<Parsed['search']>[0], { customFunctions }) ?? null
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/**
 * Returns true if one side of a comparison finds no value. A filter or a projection makes a list of its own, so that a look for the first of
 * none is not seen in the data.
 */
export function comparesNothing(expression: string, data: unknown): boolean {
  const code = expression.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\[[^\]]*\]/g, (part) =>
    '_'.repeat(part.length),
  )
  const comparison = /^([^=!<>&|]*(?:\|(?!\|)[^=!<>&|]*)*)(==|!=|<=|>=|<|>)([^=!<>&|]*)$/.exec(code)
  if (comparison === null) return false
  const [, left = '', comparator = ''] = comparison
  const sides = [expression.slice(0, left.length), expression.slice(left.length + comparator.length)]
  return sides.some((side) => evaluate(side, data) === null) && !/`\s*null\s*`|\bnull\b/.test(expression)
}
