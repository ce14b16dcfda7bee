import { ArityError, IncompleteExpressionError, LexerError, ParseError, search } from '@aws-lambda-powertools/jmespath'
import { z } from 'zod'
import { suggest } from '../near-miss.ts'
import { expected } from './text.ts'

/** A JMESPath expression over an answer's JSON, or a token's claims. */
export const expression = z
  .string({ error: expected("a JMESPath expression such as login == 'bot'") })
  .superRefine((text, context) => {
    const fault = text.trim() === '' ? 'it is empty' : (syntaxFault(text) ?? functionFault(text))
    if (fault !== undefined) context.addIssue({ code: 'custom', message: `not a JMESPath expression: ${fault}` })
  })

/** Finds the syntax fault of an expression, with its column from 1; `undefined` if there is none. */
function syntaxFault(text: string): string | undefined {
  try {
    // The package exports no parser, so the expression is run on an empty object and the result is ignored.
    search(text, {})
    return undefined
  } catch (error) {
    if (error instanceof IncompleteExpressionError) return `it ends too early, at column ${error.lexPosition + 1}`
    if (error instanceof ParseError) return `something unexpected at column ${error.lexPosition + 1}`
    // The lexer reports -1 for a fault at the very first character.
    if (error instanceof LexerError) return `something unreadable at column ${Math.max(0, error.lexerPosition) + 1}`
    if (error instanceof ArityError) return arityFault(error, text)
    return undefined
  }
}

function arityFault({ message, expectedArity }: ArityError, text: string): string {
  const name = /function (\w+)\(\)/.exec(message)?.[1] ?? ''
  return `${name}() expects ${expectedArity} argument(s), at column ${text.indexOf(`${name}(`) + 1}`
}

const functions =
  'abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort sort_by starts_with sum to_array to_number to_string type values'.split(
    ' ',
  )

/** Finds an unknown function by name: a run on `{}` rarely reaches one. */
function functionFault(text: string): string | undefined {
  const code = text.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/g, (quoted) =>
    ' '.repeat(quoted.length),
  )
  const unknown = [...code.matchAll(/([A-Za-z_]\w*)\(/g)].find(([, name]) => !functions.includes(name ?? ''))
  return unknown === undefined
    ? undefined
    : `unknown function at column ${unknown.index + 1}; ${suggest(unknown[1] ?? '', functions)}`
}
