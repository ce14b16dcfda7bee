import { parseSync, Visitor } from 'oxc-parser'

/** Returns the string literals of a source and the fixed parts of its templates, with escapes resolved. */
export function literalsOf(path: string, source: string): readonly string[] {
  const found: string[] = []
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') found.push(value)
    },
    TemplateElement: ({ value }) => {
      if (value.cooked !== null) found.push(value.cooked)
    },
  }).visit(parseSync(path, source).program)
  return found
}
