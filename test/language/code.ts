import {
  type BindingPattern,
  type Comment,
  type Declaration,
  type Expression,
  type ModuleExportName,
  type Program,
  parseSync,
  type TSType,
  Visitor,
} from 'oxc-parser'

/** A place in the code, such as `cli/page.ts:25`. */
export const sourcePlace = (path: string, source: string, offset: number): string =>
  `${path}:${source.slice(0, offset).split('\n').length}`

/** Lists the names that a file gives to what it exports: a name that it only passes on does not count, a new name for it does. */
export function exportedNames(path: string, source: string): readonly string[] {
  const { program } = parse(path, source)
  const imported = new Set<string>()
  const names: string[] = []
  new Visitor({
    ImportDeclaration: ({ specifiers }) => {
      for (const { local } of specifiers) imported.add(local.name)
    },
    ExportNamedDeclaration: ({ declaration, specifiers, source: from }) => {
      if (declaration !== null) names.push(...declaredNames(declaration))
      for (const { local, exported } of specifiers) {
        const [before, after] = [nameOf(local), nameOf(exported)]
        if (before !== after || (from === null && !imported.has(before))) names.push(after)
      }
    },
    ExportAllDeclaration: ({ exported }) => {
      if (exported !== null) names.push(nameOf(exported))
    },
  }).visit(program)
  return [...new Set(names)]
}

const nameOf = (name: ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)

function declaredNames(declaration: Declaration): readonly string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundNames(id))
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
}

function boundNames(pattern: BindingPattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one === null ? [] : boundNames('argument' in one ? one.argument : one)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => boundNames(one.type === 'RestElement' ? one.argument : one.value))
  }
}

export type Constant = { readonly offset: number; readonly name: string; readonly value: number }

/** Lists the numbers that a file names at its top, computed if they are a product of others. */
export function constantsOf(path: string, source: string): readonly Constant[] {
  const constants: Constant[] = []
  const numberOf = (node: Expression): number | null => {
    if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : null
    if (node.type === 'Identifier') return constants.find(({ name }) => name === node.name)?.value ?? null
    if (node.type === 'ParenthesizedExpression' || node.type === 'TSAsExpression') return numberOf(node.expression)
    if (node.type !== 'BinaryExpression' || node.left.type === 'PrivateIdentifier') return null
    const [left, right] = [numberOf(node.left), numberOf(node.right)]
    return left === null || right === null ? null : (operations[node.operator]?.(left, right) ?? null)
  }
  for (const statement of parse(path, source).program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    for (const { id, init, start } of declaration.declarations) {
      const value = init === null ? null : numberOf(init)
      if (id.type === 'Identifier' && value !== null) constants.push({ offset: start, name: id.name, value })
    }
  }
  return constants
}

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
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

/** Lists the identifiers of a file at each place: names of values, of types and of properties. */
export function identifiersOf(path: string, source: string): readonly Passage[] {
  const names: Passage[] = []
  new Visitor({
    Identifier: ({ name, start }) => {
      names.push({ offset: start, text: name })
    },
    PrivateIdentifier: ({ name, start }) => {
      names.push({ offset: start, text: name })
    },
  }).visit(parse(path, source).program)
  return names
}

/** Lists the casts of a file. `as const` is none, since it makes a type only narrower. */
export function castsOf(path: string, source: string): readonly Passage[] {
  const casts: Passage[] = []
  const note = (start: number, end: number, target: TSType) => {
    const type = source.slice(target.start, target.end)
    if (type !== 'const') casts.push({ offset: start, text: source.slice(start, end) })
  }
  new Visitor({
    TSAsExpression: ({ start, end, typeAnnotation }) => note(start, end, typeAnnotation),
    TSTypeAssertion: ({ start, end, typeAnnotation }) => note(start, end, typeAnnotation),
  }).visit(parse(path, source).program)
  return casts
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

type Parsed = { readonly program: Program; readonly comments: readonly Comment[] }

/** Trees of the files that were read. Every rule reads every file, and reading takes longer than any rule. */
const trees = new Map<string, Parsed>()

function parse(path: string, source: string): Parsed {
  const key = `${path}\n${source}`
  const known = trees.get(key)
  if (known !== undefined) return known
  const { program, comments, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const parsed = { program, comments }
  trees.set(key, parsed)
  return parsed
}
