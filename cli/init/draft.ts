/** A check that is complete enough for the config: its request is known, or it is a JWT that is read offline. */
export type DraftCheck = {
  readonly id: string
  readonly environment: string
  readonly secret: DraftSecret
  readonly ask:
    | { readonly kind: 'http'; readonly url: string; readonly assert: string }
    /** A provider of the catalogue, by the name of its builder. */
    | { readonly kind: 'provider'; readonly builder: string }
    /** Read offline. Nothing proves it without the key set of its issuer. */
    | { readonly kind: 'jwt'; readonly jwks: string | null }
  readonly impact: string
  readonly owner: string | null
  readonly usedBy: readonly string[]
}

/** Reference to a secret; never a value. */
export type DraftSecret =
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'secrets-manager'; readonly name: string; readonly field: string | null }

/** A secret without a known request. It becomes a comment in the config. */
export type OpenSecret = { readonly name: string; readonly known: string }

/** A config before it is written as text. */
export type Draft = {
  readonly name: string
  readonly environments: readonly string[]
  /** Email address that receives pages; null if there is none yet. */
  readonly mail: string | null
  readonly checks: readonly DraftCheck[]
  readonly open: readonly OpenSecret[]
}

/** Writes a draft as a config file. */
export function configText({ name, environments, mail, checks, open }: Draft): string {
  const kinds = new Set(checks.map(({ ask }) => ask.kind))
  const sources = new Set(checks.map(({ secret }) => secret.from))
  const imports = [
    'defineConfig',
    ...(mail === null ? [] : ['email']),
    ...(sources.has('environment') ? ['fromEnv'] : []),
    ...(kinds.has('http') ? ['get', 'http'] : []),
    ...(kinds.has('jwt') ? ['jwt'] : []),
    ...new Set(checks.flatMap(({ ask }) => (ask.kind === 'provider' ? [ask.builder] : []))),
    ...(sources.has('secrets-manager') ? ['secret'] : []),
  ]
  const audience = mail === null ? '{}' : `{ page: [email(${quoted(mail)})] }`
  return [
    '// What this deployment watches. `tokenwatch validate` lists its problems. `tokenwatch check` probes once from this machine.',
    `import { ${imports.toSorted().join(', ')} } from 'tokenwatch'`,
    '',
    'export default defineConfig({',
    `  name: ${quoted(name)},`,
    '  environments: {',
    ...environments.map((environment) => `    ${quoted(environment)}: ${audience},`),
    '  },',
    '  checks: [',
    ...checks.flatMap(checkLines),
    ...open.map(
      ({ name: secret, known }) =>
        `    // ${oneLine(secret)}: ${oneLine(known)}. Add a check that asks its API: http({ ... })`,
    ),
    '  ],',
    '})',
    '',
  ].join('\n')
}

const unproved = [
  "      // Nothing proves it yet, so the gate cannot tell. Add its issuer's key set, jwks: 'https://...', or publicKey, or sharedSecret,",
  "      // or a request that shows a revoked one, ping: get('https://...'). Or say proof: 'declared'.",
]

function checkLines({ id, environment, secret, ask, impact, owner, usedBy }: DraftCheck): readonly string[] {
  return [
    `    ${ask.kind === 'provider' ? ask.builder : ask.kind}({`,
    ...(ask.kind === 'jwt' && ask.jwks === null ? unproved : []),
    `      id: ${quoted(id)},`,
    `      environment: ${quoted(environment)},`,
    `      secret: ${secretCall(secret)},`,
    ...(ask.kind === 'http' ? [`      ping: get(${quoted(ask.url)}),`, `      assert: [${quoted(ask.assert)}],`] : []),
    ...(ask.kind === 'jwt' && ask.jwks !== null ? [`      jwks: ${quoted(ask.jwks)},`] : []),
    ...(owner === null ? [] : [`      owner: ${quoted(owner)},`]),
    ...(usedBy.length === 0 ? [] : [`      usedBy: [${usedBy.map(quoted).join(', ')}],`]),
    `      impact: ${quoted(impact)},`,
    '    }),',
  ]
}

function secretCall(secret: DraftSecret): string {
  if (secret.from === 'environment') return `fromEnv(${quoted(secret.variable)})`
  return `secret(${[secret.name, ...(secret.field === null ? [] : [secret.field])].map(quoted).join(', ')})`
}

/** Writes any text as a TypeScript string. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
