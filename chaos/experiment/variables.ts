import { z } from 'zod'
import { minSearchedLength } from '../measures/secret-forms.ts'

/** Values of `configuration` and `secrets`, by name, as Chaos Toolkit reads them: `${name}` stands for one of them. */
export type Variables = ReadonlyMap<string, string>

const fromEnvironment = z.looseObject({
  type: z.literal('env'),
  key: z.string(),
  default: z.coerce.string().optional(),
})
const literal = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const declared = z.union([literal, fromEnvironment])

type Declaring = { readonly configuration?: unknown; readonly secrets?: unknown }
type Environment = Readonly<Record<string, string | undefined>>

/** Reads the variables of a file. A variable without a value is left out; `missingVariables` names those that are used. */
export function readVariables({ configuration, secrets }: Declaring, environment: Environment): Variables {
  const groups = [configuration, ...Object.values(Object(secrets))]
  const found = groups.flatMap((group) => Object.entries(Object(group)))
  return new Map(
    found.flatMap(([name, value]): (readonly [string, string])[] => {
      const read = declared.safeParse(value).data
      const text = typeof read === 'string' ? read : read && (environment[read.key] ?? read.default)
      return text === undefined ? [] : [[name, text]]
    }),
  )
}

/** Returns the values of a file's `secrets`. */
export function secretValues({ secrets }: Declaring, environment: Environment): readonly string[] {
  return [...readVariables({ secrets }, environment).values()]
}

/** Names the secrets that a structure uses and that are too short to be looked for: they occur in any text by chance. */
export function unsearchableSecrets(
  value: unknown,
  { secrets }: Declaring,
  environment: Environment,
): readonly string[] {
  const short = [...readVariables({ secrets }, environment)].filter(([, { length }]) => length < minSearchedLength)
  const used = namesIn(value)
  return short.flatMap(([name]) =>
    used.has(name)
      ? [
          `$\{${name}}: expected at least ${minSearchedLength} characters, because logs are searched for it; give the test user a longer one`,
        ]
      : [],
  )
}

const reference = /\$\{([\w.-]+)\}/g

/** Puts values in the place of `${name}`, in all texts of a structure. An unknown name stays. */
export function substituted(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replace(reference, (whole, name) => variables.get(name) ?? whole)
  if (Array.isArray(value)) return value.map((one) => substituted(one, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, substituted(one, variables)]))
}

/** Names the variables that a structure uses and that nothing gives a value. `known` are those that come later. */
export function missingVariables(
  value: unknown,
  variables: Variables,
  known: readonly string[] = [],
): readonly string[] {
  const missing = [...namesIn(value)].filter((name) => !variables.has(name) && !known.includes(name))
  return missing.map(
    (name) => `$\{${name}}: no value; name it in configuration or secrets as {type: env, key: ...} and set it`,
  )
}

const namesIn = (value: unknown): ReadonlySet<string> =>
  new Set([...JSON.stringify(value).matchAll(reference)].map(([, name = '']) => name))
