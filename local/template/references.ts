type Written = {
  readonly Properties: unknown
  readonly DependsOn?: string | readonly string[] | undefined
}

/**
 * Returns a reference that CloudFormation refuses: to a resource that does not exist, or, through others, to itself. Returns
 * `null` if there is none.
 */
export function unknownReference(resources: ReadonlyMap<string, Written>): string | null {
  const waitsFor = new Map([...resources].map(([id, written]) => [id, referencesOf(written)]))
  const done = new Set<string>()

  function problemFrom(id: string, path: readonly string[]): string | null {
    if (path.includes(id)) return `the resources wait for each other: ${[...path, id].join(' -> ')}`
    if (done.has(id)) return null
    const next = waitsFor.get(id)
    if (next === undefined) return `${path.join(' -> ')} waits for ${id}, which the template does not have`
    for (const one of next) {
      const problem = problemFrom(one, [...path, id])
      if (problem !== null) return problem
    }
    done.add(id)
    return null
  }

  for (const id of resources.keys()) {
    const problem = problemFrom(id, [])
    if (problem !== null) return problem
  }
  return null
}

function referencesOf({ Properties, DependsOn = [] }: Written): ReadonlySet<string> {
  return new Set([DependsOn, namedIn(Properties)].flat())
}

/** Logical ids in `Ref`, `Fn::GetAtt` and `Fn::Sub`, at any depth. Pseudo parameters are nobody's to wait for. */
function namedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return withoutPseudo(inner)
    if (key === 'Fn::GetAtt') return withoutPseudo(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])
    if (key === 'Fn::Sub') return [...namedInText(inner), ...namedIn(inner)]
    return namedIn(inner)
  })
}

function namedInText(argument: unknown): readonly string[] {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}]
  const names = [...String(text).matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map(([, name]) => name)
  return names.flatMap((name) => (name !== undefined && name in Object(given) ? [] : withoutPseudo(name)))
}

function withoutPseudo(name: unknown): readonly string[] {
  return typeof name !== 'string' || name.startsWith('AWS::') ? [] : [name]
}
