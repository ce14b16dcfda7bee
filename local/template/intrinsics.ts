/** Values of references; undefined if unknown. */
export type IntrinsicNames = {
  /** `Ref` of a resource. */
  readonly ref: (logicalId: string) => string | undefined
  /** `Fn::GetAtt`. */
  readonly attribute: (logicalId: string, name: string) => string | undefined
  /** By full name, `AWS::Region`. */
  readonly pseudo: Readonly<Record<string, string>>
  /** Value of a dynamic reference, `secretsmanager:name:SecretString:key::version`; undefined if CloudFormation would not find it. */
  readonly dynamic: (reference: string) => string | undefined
  /** Decides a condition of the template by its name; throws if there is none. */
  readonly holds: (condition: string) => boolean
}

/** Placeholder for `AWS::NoValue`, until its container drops it. */
const noValue = Symbol('AWS::NoValue')

type Intrinsic = (argument: unknown, where: string, names: IntrinsicNames) => unknown

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, where, names) => reference(textOf(name, where), where, names),
  'Fn::GetAtt'(argument, where, names) {
    const path = Array.isArray(argument)
      ? argument.map((part) => textOf(part, where))
      : textOf(argument, where).split('.')
    const [id = '', ...attribute] = path
    return attributeOf(id, attribute.join('.'), where, names)
  },
  'Fn::Join'(argument, where, names) {
    const [separator, parts] = pairOf(argument, where)
    return listOf(resolve(parts, where, names), where).join(textOf(separator, where))
  },
  'Fn::Split'(argument, where, names) {
    const [separator, text] = pairOf(argument, where)
    return textOf(resolve(text, where, names), where).split(textOf(separator, where))
  },
  'Fn::Select'(argument, where, names) {
    const [index, from] = pairOf(argument, where)
    const chosen = listOf(resolve(from, where, names), where)[Number(index)]
    if (chosen === undefined) throw new Error(`${where}: nothing stands at ${index}`)
    return chosen
  },
  'Fn::If'(argument, where, names) {
    const [condition, ...branches] = Array.isArray(argument) ? argument : []
    if (branches.length !== 2) throw new Error(`${where}: a condition and two values are expected`)
    return resolve(branches[names.holds(textOf(condition, where)) ? 0 : 1], where, names)
  },
  'Fn::Sub'(argument, where, names) {
    const [text, given] = Array.isArray(argument) ? pairOf(argument, where) : [argument, {}]
    const variables = new Map(Object.entries(Object(resolve(given, where, names))))
    return textOf(text, where).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
      literal === '!' ? `\${${name}}` : substitute(name, variables, where, names),
    )
  },
}

/** Returns a value with every intrinsic resolved. Throws, with the place, if one is unknown. */
export function resolveIntrinsics(value: unknown, where: string, names: IntrinsicNames): unknown {
  const resolved = resolve(value, where, names)
  return resolved === noValue ? undefined : resolved
}

function resolve(value: unknown, where: string, names: IntrinsicNames): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolve(item, `${where}[${index}]`, names)).filter((item) => item !== noValue)
  }
  if (typeof value === 'string') return withDynamicReferences(value, where, names)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const called = entries.find(([key]) => key === 'Ref' || key.startsWith('Fn::'))
  if (called !== undefined) return call(called, entries.length, where, names)
  const resolved = entries.map(([key, item]) => [key, resolve(item, `${where}.${key}`, names)] as const)
  return Object.fromEntries(resolved.filter(([, item]) => item !== noValue))
}

function call(
  [name, argument]: readonly [string, unknown],
  keys: number,
  where: string,
  names: IntrinsicNames,
): unknown {
  const intrinsic = intrinsics[name]
  if (intrinsic === undefined) throw new Error(`${where}: the intrinsic ${name} is not known`)
  if (keys !== 1) throw new Error(`${where}: ${name} stands beside other keys`)
  return intrinsic(argument, where, names)
}

function reference(name: string, where: string, names: IntrinsicNames): unknown {
  if (name === 'AWS::NoValue') return noValue
  const found = name.startsWith('AWS::') ? names.pseudo[name] : names.ref(name)
  if (found === undefined) throw new Error(`${where}: nobody knows what ${name} refers to`)
  return found
}

function attributeOf(id: string, attribute: string, where: string, names: IntrinsicNames): string {
  const found = names.attribute(id, attribute)
  if (found === undefined) throw new Error(`${where}: the attribute ${attribute} of ${id} is not known`)
  return found
}

function substitute(
  name: string,
  variables: ReadonlyMap<string, unknown>,
  where: string,
  names: IntrinsicNames,
): string {
  if (variables.has(name)) return textOf(variables.get(name), where)
  const [id = '', ...attribute] = name.split('.')
  if (attribute.length > 0) return attributeOf(id, attribute.join('.'), where, names)
  return textOf(reference(name, where, names), where)
}

/** Puts in the place of each dynamic reference what CloudFormation would: the value of a secret. */
function withDynamicReferences(text: string, where: string, { dynamic }: IntrinsicNames): string {
  return text.replace(/\{\{resolve:(.*?)\}\}/g, (_, reference: string) => {
    const value = dynamic(reference)
    if (value === undefined) throw new Error(`${where}: nobody knows what {{resolve:${reference}}} refers to`)
    return value
  })
}

function pairOf(argument: unknown, where: string): readonly unknown[] {
  if (Array.isArray(argument) && argument.length === 2) return argument
  throw new Error(`${where}: two arguments are expected`)
}

function listOf(value: unknown, where: string): readonly string[] {
  if (Array.isArray(value)) return value.map((item) => textOf(item, where))
  throw new Error(`${where}: a list is expected`)
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`${where}: a text is expected`)
}
