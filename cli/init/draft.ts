/** A check that is complete enough for the config: its request is known, or it is a JWT that is read offline. */
export type DraftCheck = {
  readonly id: string
  readonly environment: string
  readonly secret: DraftSecret
  readonly ask:
    | { readonly kind: 'http'; readonly url: string; readonly assert: string }
    /** A provider of the catalogue, by the name of its builder. */
    | {
        readonly kind: 'provider'
        readonly builder: string
        /** Options of the provider. */
        readonly options?: Readonly<Record<string, string>>
        /** Options whose values a person has to fill in, with where they stand. The check is a comment until then. */
        readonly blanks?: Readonly<Record<string, string>>
      }
    /** Read offline. Nothing proves it without the key set of its issuer. */
    | { readonly kind: 'jwt'; readonly jwks: string | null }
  readonly impact: string
  readonly owner: string | null
  readonly usedBy: readonly string[]
}

/** Reference to a secret; never a value. */
export type DraftSecret =
  | { readonly from: 'environment'; readonly variable: string }
  | {
      readonly from: 'secrets-manager' | 'parameter-store'
      readonly name: string
      /** Key of the token, or a key for each role; null where the whole secret is the token. */
      readonly fields: string | Readonly<Record<string, string>> | null
    }

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
  // A check that is a comment needs no import yet.
  const complete = checks.filter((check) => !isIncomplete(check))
  const kinds = new Set(complete.map(({ ask }) => ask.kind))
  const sources = new Set(complete.map(({ secret }) => secret.from))
  const imports = [
    'defineConfig',
    ...(mail === null ? [] : ['email']),
    ...(sources.has('environment') ? ['fromEnv'] : []),
    ...(kinds.has('http') ? ['get', 'http'] : []),
    ...(kinds.has('jwt') ? ['jwt'] : []),
    ...new Set(complete.flatMap(({ ask }) => (ask.kind === 'provider' ? [ask.builder] : []))),
    ...(sources.has('parameter-store') ? ['parameter'] : []),
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
    ...checks.flatMap((check) => (isIncomplete(check) ? checkLines(check).map(commented) : checkLines(check))),
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

/** Returns true for a check with an option that a person has to fill in. */
export const isIncomplete = ({ ask }: DraftCheck): boolean =>
  ask.kind === 'provider' && Object.keys(ask.blanks ?? {}).length > 0

const commented = (line: string): string => `    // ${line.slice(4)}`

function checkLines({ id, environment, secret, ask, impact, owner, usedBy }: DraftCheck): readonly string[] {
  return [
    `    ${ask.kind === 'provider' ? ask.builder : ask.kind}({`,
    ...(ask.kind === 'jwt' && ask.jwks === null ? unproved : []),
    `      id: ${quoted(id)},`,
    `      environment: ${quoted(environment)},`,
    `      secret: ${secretCall(secret)},`,
    ...(ask.kind === 'http' ? [`      ping: get(${quoted(ask.url)}),`, `      assert: [${quoted(ask.assert)}],`] : []),
    ...(ask.kind === 'provider' ? optionLines(ask.options ?? {}, ask.blanks ?? {}) : []),
    ...(ask.kind === 'jwt' && ask.jwks !== null ? [`      jwks: ${quoted(ask.jwks)},`] : []),
    ...(owner === null ? [] : [`      owner: ${quoted(owner)},`]),
    ...(usedBy.length === 0 ? [] : [`      usedBy: [${usedBy.map(quoted).join(', ')}],`]),
    `      impact: ${quoted(impact)},`,
    '    }),',
  ]
}

function optionLines(
  options: Readonly<Record<string, string>>,
  blanks: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...Object.entries(options).map(([name, value]) => `      ${name}: ${quoted(value)},`),
    ...Object.entries(blanks).map(([name, hint]) => `      ${name}: '...', // ${oneLine(hint)}`),
  ]
}

function secretCall(secret: DraftSecret): string {
  if (secret.from === 'environment') return `fromEnv(${quoted(secret.variable)})`
  const { from, name, fields } = secret
  const given = fields === null ? [] : [typeof fields === 'string' ? quoted(fields) : roleFields(fields)]
  return `${from === 'secrets-manager' ? 'secret' : 'parameter'}(${[quoted(name), ...given].join(', ')})`
}

const roleFields = (fields: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(fields)
    .map(([role, field]) => `${role}: ${quoted(field)}`)
    .join(', ')} }`

/** Writes any text as a TypeScript string. Characters that turn the direction of a line, or that nobody sees, are spelled out. */
function quoted(text: string): string {
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${plain.replace(/[\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)}'`
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
