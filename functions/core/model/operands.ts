/*
 * The operands of a JMESPath expression. The package that evaluates it exports no parser, so its text is cut where its grammar cuts it:
 * `|` binds least, then `||`, then `&&`, then comparisons, then `!`.
 */

/** Operands that stand beside each other, or one of them alone. */
export type Logic =
  | { readonly kind: 'all' | 'any'; readonly operands: readonly Logic[] }
  /** `text` includes the negations and the pipe before it, so that it can be evaluated alone. */
  | { readonly kind: 'operand'; readonly text: string }

/** Steps before an operand: what is piped into it, and how often it is negated. */
type Before = { readonly piped: string; readonly negations: number }

/** Operands by expression. There are as many as config and catalogue name, and every answer is judged by them. */
const logics = new Map<string, Logic>()

/** Returns the operands of an expression, read once. */
export function operandsOf(expression: string): Logic {
  const logic = logics.get(expression) ?? readOperands(expression, { piped: '', negations: 0 })
  logics.set(expression, logic)
  return logic
}

/** Reads the operands of `&&`, `||` and `!`, also in parentheses and behind a pipe. What a function, a filter or a list holds stays one. */
function readOperands(expression: string, before: Before): Logic {
  const text = expression.trim()
  const last = splitAt(text, '|').at(-1) ?? text
  if (last.length < text.length) {
    const piped = `${before.piped}${text.slice(0, text.length - last.length)}`
    return readOperands(last, { ...before, piped })
  }
  const alternatives = splitAt(text, '||')
  if (alternatives.length > 1) return joined('any', alternatives, before)
  const conditions = splitAt(text, '&&')
  if (conditions.length > 1) return joined('all', conditions, before)
  if (isGroup(text)) return readOperands(text.slice(1, -1), before)
  const rest = text.startsWith('!') ? text.slice(1).trim() : ''
  if (isGroup(rest) || rest.startsWith('!')) return readOperands(rest, { ...before, negations: before.negations + 1 })
  return { kind: 'operand', text: written(text, before) }
}

/** A negation turns `all` into `any`, and the other way round. */
function joined(kind: 'all' | 'any', parts: readonly string[], before: Before): Logic {
  const turned = kind === 'all' ? 'any' : 'all'
  return { kind: before.negations % 2 === 0 ? kind : turned, operands: parts.map((part) => readOperands(part, before)) }
}

/** Two negations are not none: they make a boolean of any value. */
function written(text: string, { piped, negations }: Before): string {
  if (negations === 0) return `${piped}${text}`
  return `${piped}${negations % 2 === 0 ? '!!' : '!'}(${text})`
}

/** Returns true for a text in one pair of parentheses. */
function isGroup(text: string): boolean {
  return text.startsWith('(') && groupEnd(text, 0) === text.length
}

/** Splits a text at an operator that stands in no quotes and no brackets. */
function splitAt(text: string, operator: '|' | '||' | '&&' | ','): readonly string[] {
  const parts: string[] = []
  let begin = 0
  for (let at = 0; at < text.length; at = nextOf(text, at)) {
    if (!isOperator(text, at, operator)) continue
    parts.push(text.slice(begin, at))
    begin = at + operator.length
  }
  return [...parts, text.slice(begin)]
}

function isOperator(text: string, at: number, operator: string): boolean {
  if (!text.startsWith(operator, at)) return false
  return operator !== '|' || (text[at + 1] !== '|' && text[at - 1] !== '|')
}

/** Returns the place behind the character, the quoted text or the bracket that begins at a place. */
function nextOf(text: string, at: number): number {
  const character = text[at] ?? ''
  if (`'"\``.includes(character)) return quoteEnd(text, at)
  return '([{'.includes(character) ? groupEnd(text, at) : at + 1
}

function quoteEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === text[from]) return at + 1
  }
  return text.length
}

function groupEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at = nextOf(text, at)) if (')]}'.includes(text[at] ?? '')) return at + 1
  return text.length
}

/** The functions that stand for `&&` and `||` where every operand has to be looked at. */
export const eagerly = { '&&': 'all_of', '||': 'any_of' } as const

/**
 * Writes an expression so that each operand of `&&` and `||` is evaluated, whatever the others say: JMESPath stops at the first that
 * decides.
 */
export function withoutShortcuts(expression: string): string {
  const eagerForm = eagerForms.get(expression) ?? splitAt(expression, ',').map(partWithoutShortcuts).join(',')
  eagerForms.set(expression, eagerForm)
  return eagerForm
}

const eagerForms = new Map<string, string>()

/** Beginning of a part that belongs to what is around it: of a filter, of a reference to an expression, of a field of an object. */
const lead = /^\s*(?:\?|&(?!&)|(?:[A-Za-z_]\w*|"(?:\\.|[^"\\])*")\s*:)/

function partWithoutShortcuts(part: string): string {
  const begin = lead.exec(part)?.[0] ?? ''
  const steps = splitAt(part.slice(begin.length), '|')
  return `${begin}${steps.map((step) => eager(step, '||')).join('|')}`
}

function eager(text: string, operator: '||' | '&&'): string {
  const operands = splitAt(text, operator).map((one) => (operator === '||' ? eager(one, '&&') : inner(one)))
  return operands.length === 1 ? operands.join('') : `${eagerly[operator]}(${operands.join(', ')})`
}

/** Writes what stands in the brackets of an operand in the same way. */
function inner(text: string): string {
  const parts: string[] = []
  for (let at = 0; at < text.length; at = nextOf(text, at)) {
    const whole = text.slice(at, nextOf(text, at))
    const isBracket = '([{'.includes(whole[0] ?? '') && whole.length > 1
    parts.push(isBracket ? `${whole[0]}${withoutShortcuts(whole.slice(1, -1))}${whole.at(-1)}` : whole)
  }
  return parts.join('')
}
