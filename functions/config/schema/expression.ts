import { ArityError, IncompleteExpressionError, LexerError, ParseError, search } from '@aws-lambda-powertools/jmespath'
import { z } from 'zod'
import { suggest } from '../near-miss.ts'
import { sizeFault } from './expression-size.ts'
import { expected } from './text.ts'

/** Makes a schema of expressions. If one is well-formed, the first message of `faults` refuses it. */
function expressionWithout(...faults: readonly ((text: string) => string | undefined)[]) {
  return z.string({ error: expected("a JMESPath expression such as login == 'bot'") }).superRefine((text, context) => {
    const size = sizeFault(text)
    const fault = text.trim() === '' ? 'it is empty' : (size ?? syntaxFault(text) ?? functionFault(text))
    const message =
      fault === undefined
        ? faults.map((find) => find(text)).find((found) => found !== undefined)
        : `${size === undefined ? 'not a JMESPath expression' : 'expected a smaller expression'}: ${fault}`
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
}

/** A JMESPath expression over an answer's JSON, or a token's claims. */
export const expression = expressionWithout()

/** An expression that reads a value: one that is the same for every answer shows nothing of it. */
export const placeExpression = expressionWithout(constantFault)

/** An expression that is to be true. */
export const condition = expressionWithout(constantFault, quoteFault)

/** Finds an expression that reads no field. */
function constantFault(text: string): string | undefined {
  const code = text.replace(/'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g, ' ')
  const reads = /[A-Za-z_]\w*(?!\w|\()|"|@|\*|\[/.test(code)
  return reads
    ? undefined
    : "it reads no field, so it is the same for every answer: name a field of the answer, such as login == 'bot'"
}

/** Finds a text without its quotes: JMESPath takes a bare word, and a word in double quotes, for a field. */
function quoteFault(text: string): string | undefined {
  const whole = /^\s*"([^"]*(?:[=<>]|&&|\|\|)[^"]*)"\s*$/.exec(text)?.[1]
  if (whole !== undefined) return 'the double quotes make all of it the name of one field: write it without them'
  const code = text.replace(/'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g, (quoted) => `'${'x'.repeat(quoted.length - 2)}'`)
  const word = /(?<!'\s*)(?:==|!=|<=|>=|<|>)\s*(?<word>[A-Za-z_]\w*|"[^"]*")(?!\w|\s*[(.[])/.exec(code)?.groups?.[
    'word'
  ]
  if (word === undefined || word === 'null') return undefined
  const [bare, column] = [word.replaceAll('"', ''), code.indexOf(word) + 1]
  const meant = bare === 'true' || bare === 'false' ? `\`${bare}\`` : `'${bare}'`
  return `at column ${column}, ${word} is a field: write ${meant} for the ${meant.startsWith('`') ? 'boolean' : 'text'}, or @.${word} for the field`
}

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
