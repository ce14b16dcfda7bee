import { type Argument, type CallExpression, parseSync, Visitor } from 'oxc-parser'

/** The texts in a source, with escapes resolved. */
export type Texts = {
  /** Strings that stand in a row in a call of `join` are one, such as `test/fixtures`. */
  readonly strings: readonly string[]
  /** Fixed parts of each template: there is a hole between two of them. */
  readonly templates: readonly (readonly string[])[]
}

/** Reads the string literals and the templates of a source. */
export function textsOf(path: string, source: string): Texts {
  const strings: string[] = []
  const templates: string[][] = []
  const joined = new Set<unknown>()
  new Visitor({
    CallExpression: (call) => {
      for (const row of rowsOf(call)) {
        strings.push(row.map(({ value }) => value).join('/'))
        for (const part of row) joined.add(part)
      }
    },
    Literal: (literal) => {
      if (typeof literal.value === 'string' && !joined.has(literal)) strings.push(literal.value)
    },
    TemplateLiteral: ({ quasis }) => {
      templates.push(quasis.map(({ value }) => value.cooked ?? ''))
    },
  }).visit(parseSync(path, source).program)
  return { strings, templates }
}

/** Returns the strings of a call of `join`, in rows. */
function rowsOf({ callee, arguments: given }: CallExpression) {
  if (callee.type !== 'Identifier' || callee.name !== 'join') return []
  const rows: (Argument & { readonly value: string })[][] = [[]]
  for (const one of given) {
    if (one.type === 'Literal' && typeof one.value === 'string') rows.at(-1)?.push(one)
    else rows.push([])
  }
  return rows.filter((row) => row.length > 1)
}
