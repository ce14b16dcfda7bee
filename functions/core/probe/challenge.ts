/** One challenge of a `WWW-Authenticate` header. The scheme and the names of its parameters are in lower case. */
export type Challenge = { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> }

// Own code: `oauth4webapi` holds such a parser and does not export it.
const token = "[\\w!#$%&'*+.^`|~-]+"

const value = String.raw`"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s,"=][^\s,"]*)`
const parameter = String.raw`(?<name>${token})\s*=\s*(?:${value})`
/** A `token68` may follow the name of a scheme; nobody here needs one. */
const scheme = String.raw`(?<scheme>${token})(?:\s+[\w.~+/-]+=*(?=\s*(?:,|$)))?`
const nextPart = new RegExp(String.raw`[\s,]*(?:${parameter}|${scheme}|$)(?=[\s,]|$)`, 'sy')

/**
 * Reads the challenges of a `WWW-Authenticate` header (RFC 9110 section 11.6.1). Several headers may be joined by commas. Also accepts
 * what some servers send: unquoted URLs, and parameters without a comma between them. Returns an empty list if the header cannot be
 * read to its end.
 */
export function challengesIn(header: string | null): readonly Challenge[] {
  const text = header ?? ''
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  for (let at = 0; at < text.length; ) {
    nextPart.lastIndex = at
    const found = nextPart.exec(text)?.groups
    if (found === undefined) return []
    at = nextPart.lastIndex
    if (found['scheme'] !== undefined) challenges.push({ scheme: found['scheme'].toLowerCase(), parameters: new Map() })
    const parameters = challenges.at(-1)?.parameters
    if (parameters === undefined) return []
    const name = found['name']?.toLowerCase()
    // Of two parameters with one name, the first counts.
    if (name !== undefined && !parameters.has(name)) parameters.set(name, valueIn(found))
  }
  return challenges
}

function valueIn({ quoted, bare }: Partial<Record<string, string>>): string {
  return quoted?.replace(/\\(.)/gs, '$1') ?? bare ?? ''
}

/** Scopes that challenges with `error="insufficient_scope"` ask for (RFC 6750 section 3). */
export function scopesAskedFor(challenges: readonly Challenge[]): readonly string[] {
  return challenges
    .filter(({ parameters }) => parameters.get('error')?.toLowerCase() === 'insufficient_scope')
    .flatMap(({ parameters }) => (parameters.get('scope') ?? '').split(' '))
    .filter((scope) => scope !== '')
}
