/*
 * The size of a JMESPath expression. One of 186 characters can fill a machine: a list names what it reads several times, and each step
 * may repeat that. The answer that it reads comes from somebody else's server, so what an expression may cost is bounded before it runs.
 */

const mostCharacters = 2_000
const deepest = 20

/** Copies that an expression may make of what it reads. An answer has up to 256 KiB, so the result has at most 16 MiB. */
const mostCopies = 64

const quoted = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/g

/** Finds what makes an expression too large: its length, its depth, or how often it repeats what it reads. */
export function sizeFault(text: string): string | undefined {
  if (text.length > mostCharacters)
    return `it has ${text.length} characters, and at most ${mostCharacters} are allowed: read fewer fields`
  const steps = [...stepsOf(text)]
  if (depthOf(steps) > deepest) return `its brackets are more than ${deepest} deep: read the inner value by its path`
  // A separator from the answer is repeated as often as the answer likes.
  if (/\bjoin\s*\(\s*[^'`\s]/.test(text)) return "the first argument of join is no literal: write a text such as ', '"
  const copies = copiesIn(steps)
  return copies > mostCopies
    ? `it repeats what it reads more than ${mostCopies} times: leave out lists of lists, or ask for each value by itself`
    : undefined
}

/** Yields brackets, operators and, in the place of a literal, the number of its items. What else stands there repeats nothing. */
function* stepsOf(text: string): Generator<string | number> {
  for (const [step] of text.matchAll(
    new RegExp(`${quoted.source}|\\bto_string\\s*\\(|&&|\\|\\||[=!<>]=|[()[\\]{},<>|]`, 'g'),
  ))
    if (step.startsWith('`')) yield Math.max(1, step.split(',').length)
    else if (!/^['"]/.test(step)) yield step
}

function depthOf(steps: readonly (string | number)[]): number {
  let [depth, most] = [0, 0]
  for (const step of steps) {
    if (isOpening(step)) depth += 1
    if (isClosing(step)) depth -= 1
    most = Math.max(most, depth)
  }
  return most
}

const isOpening = (step: string | number): boolean => typeof step === 'string' && /[([{]$/.test(step)
const isClosing = (step: string | number): boolean => typeof step === 'string' && /^[)\]}]$/.test(step)

/** A bracket that is open. Its items stand beside each other, the parts of an item are alternatives, and steps follow each other. */
type Open = { readonly opening: string; items: number; alternatives: number; product: number; factors: number }

/** Returns an upper bound: the items of a list add up, steps one after the other multiply, and of alternatives the largest counts. */
function copiesIn(steps: readonly (string | number)[]): number {
  const stack: Open[] = [openingOf('(')]
  for (const step of steps) {
    const top = stack.at(-1)
    if (top === undefined) return 1
    if (typeof step === 'number') top.product *= step
    else if (isOpening(step)) stack.push(openingOf(step))
    else if (isClosing(step)) close(stack)
    else if (step === ',') endItem(top)
    else if (step === '|') Object.assign(top, { product: largest(top), alternatives: 1 })
    else Object.assign(top, { alternatives: largest(top), product: 1 })
  }
  return stack.reduce((copies, open) => copies * copiesOf(open), 1)
}

const openingOf = (opening: string): Open => ({ opening, items: 0, alternatives: 1, product: 1, factors: 1 })
const largest = ({ alternatives, product }: Open): number => Math.max(alternatives, product)

function endItem(open: Open): void {
  const copies = largest(open)
  Object.assign(open, { items: open.items + copies, factors: open.factors * copies, alternatives: 1, product: 1 })
}

function close(stack: Open[]): void {
  const inner = stack.pop()
  const outer = stack.at(-1)
  if (inner !== undefined && outer !== undefined) outer.product *= copiesOf(inner)
}

/** An expression that is an argument runs for each item of another argument. A text within a text doubles its escapes. */
function copiesOf(open: Open): number {
  endItem(open)
  const { opening, items, factors } = open
  return Math.max(items, opening.endsWith('(') ? factors : 1) * (opening.startsWith('to_string') ? 2 : 1)
}
