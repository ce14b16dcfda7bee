import { type Comment, type Program, parseSync, Visitor } from 'oxc-parser'

/** A place in the code, such as `cli/page.ts:25`. */
export const placeOf = (path: string, source: string, offset: number): string =>
  `${path}:${source.slice(0, offset).split('\n').length}`

/** Lists the types that a file declares and exports: `type`, `interface` and `class`. Names that it only passes on do not count. */
export function exportedTypes(path: string, source: string): readonly string[] {
  const names: string[] = []
  new Visitor({
    ExportNamedDeclaration: ({ declaration }) => {
      if (
        declaration?.type === 'TSTypeAliasDeclaration' ||
        declaration?.type === 'TSInterfaceDeclaration' ||
        declaration?.type === 'ClassDeclaration'
      )
        names.push(declaration.id?.name ?? '')
    },
  }).visit(parse(path, source).program)
  return names
}

export type Passage = { readonly offset: number; readonly text: string }

/** Lists the texts of docstrings, without their stars. */
export function docstringsOf(path: string, source: string): readonly Passage[] {
  return parse(path, source)
    .comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .map(({ value, start }) => ({ offset: start, text: value.replace(/^[^\S\n]*\*+/gm, '').trim() }))
}

/** Lists what a person reads in a file: comments, strings and the fixed parts of templates. */
export function proseOf(path: string, source: string): readonly Passage[] {
  const { program, comments } = parse(path, source)
  const texts: Passage[] = comments.map(({ value, start }) => ({ offset: start, text: value }))
  new Visitor({
    Literal: ({ value, start }) => {
      if (typeof value === 'string') texts.push({ offset: start, text: value })
    },
    TemplateElement: ({ value, start }) => {
      texts.push({ offset: start, text: value.raw })
    },
  }).visit(program)
  return texts
}

export type Body = { readonly offset: number; readonly lines: number }

/** Measures every function, method and arrow of a file, from its first line to its last. */
export function functionsOf(path: string, source: string): readonly Body[] {
  const bodies: Body[] = []
  const measure = ({ start, end }: { readonly start: number; readonly end: number }) => {
    bodies.push({ offset: start, lines: source.slice(start, end).split('\n').length })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(parse(path, source).program)
  return bodies
}

function parse(path: string, source: string): { readonly program: Program; readonly comments: readonly Comment[] } {
  const { program, comments, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  return { program, comments }
}
