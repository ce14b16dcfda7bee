import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Check } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { OurRotation } from '../functions/core/model/ours.ts'
import type { Question } from '../functions/core/model/question.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { secretsOf } from '../functions/core/model/secret-references.ts'

/** Secrets for the lab's store, and the deployment that reads all of them from there. */
export type Sourced = {
  readonly deployment: Deployment
  readonly secrets: ReadonlyMap<string, string>
  readonly missing: readonly string[]
}

/** Sources of secrets on a laptop: variables, files beside the config, and one file of names and values. */
export type SecretSources = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Path of the config. Files are looked up from its folder. */
  readonly config: string
  /** Values that replace Secrets Manager and Parameter Store, by name. */
  readonly named: ReadonlyMap<string, string>
}

/**
 * Copies every credential that the checks refer to into the lab's Secrets Manager, so that the functions read all of them the
 * same way. A credential that is not found is left out and named; its check then says `secret_missing`, as it would in AWS.
 */
export async function sourceSecrets(deployment: Deployment, sources: SecretSources): Promise<Sourced> {
  const secrets = new Map(sources.named)
  const missing = new Set<string>()
  for (const { reference } of deployment.checks.flatMap(secretsOf)) {
    const { source } = reference
    const id = storedAs(source)
    if (secrets.has(id)) continue
    const value = await readFrom(source, sources)
    if (value === undefined) missing.add(describe(source))
    else secrets.set(id, value)
  }
  return { deployment: { ...deployment, checks: deployment.checks.map(readFromStore) }, secrets, missing: [...missing] }
}

/**
 * Reads a file of secret names and values. A string is used as it is; an object becomes the JSON that Secrets Manager would
 * hold.
 */
export async function readSecretsFile(
  path: string,
): Promise<ReadonlyMap<string, string> | 'not_a_file' | 'not_an_object'> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return 'not_a_file'
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return 'not_an_object'
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'not_an_object'
  return new Map(
    Object.entries(parsed).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function storedAs(source: SecretReference['source']): string {
  switch (source.from) {
    case 'secrets-manager':
      return source.id
    case 'parameter-store':
      return `parameter/${source.name.replace(/^\//, '')}`
    case 'environment':
      return `environment/${source.variable}`
    case 'file':
      return `file/${source.path.replace(/[^\w/.@-]/g, '_')}`
  }
}

function describe(source: SecretReference['source']): string {
  switch (source.from) {
    case 'secrets-manager':
      return `secret ${source.id}`
    case 'parameter-store':
      return `parameter ${source.name}`
    case 'environment':
      return `environment variable ${source.variable}`
    case 'file':
      return `file ${source.path}`
  }
}

/** Keeps an empty variable or file as a value, so that its check reports it as empty. */
async function readFrom(
  source: SecretReference['source'],
  { environment, config, named }: SecretSources,
): Promise<string | undefined> {
  switch (source.from) {
    case 'secrets-manager':
      return undefined
    case 'parameter-store':
      return named.get(source.name)
    case 'environment':
      return environment[source.variable]
    case 'file':
      return readFile(resolve(dirname(config), source.path), 'utf8').catch(() => undefined)
  }
}

function readFromStore(check: Check): Check {
  const { secret, question, rotation, consumers } = check
  return {
    ...check,
    secret: secret === null ? null : stored(secret),
    question: questionFromStore(question),
    consumers: consumers.map((one) => (one.kind === 'kubernetes' ? { ...one, access: stored(one.access) } : one)),
    rotation: rotation.by === 'ours' ? rotationFromStore(rotation) : rotation,
  }
}

function rotationFromStore(rotation: OurRotation): OurRotation {
  const { client, terms } = rotation
  const rehearsal = terms.rehearsal === null ? null : stored(terms.rehearsal)
  const withTerms = { ...rotation, terms: { ...terms, rehearsal } }
  return client === null ? withTerms : { ...withTerms, client: stored(client) }
}

function questionFromStore(question: Question): Question {
  if (question.kind === 'introspection') return { ...question, client: stored(question.client) }
  if (question.kind !== 'jwt' || question.key?.kind !== 'shared') return question
  return { ...question, key: { ...question.key, secret: stored(question.key.secret) } }
}

const stored = (reference: SecretReference): SecretReference => ({
  ...reference,
  source: { from: 'secrets-manager', id: storedAs(reference.source) },
})
