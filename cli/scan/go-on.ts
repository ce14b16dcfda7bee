import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { counted } from '../config.ts'
import { CommandFailure } from '../framework/failure.ts'
import { writeWhole } from '../framework/files.ts'
import { costWords } from '../init/cost-words.ts'
import { configText, isIncomplete } from '../init/draft.ts'
import { draftOf, type FoundSecret } from '../init/found-secret.ts'
import { shortResources } from './allowances.ts'
import type { ExaminedSecret } from './examine.ts'
import { publicText } from './public-text.ts'
import type { ScanOptions } from './scan-options.ts'
import { type ScanSource, shownField } from './scanned-secret.ts'

/** Result of going on: lines for people, and the same as data. */
export type NextStep = {
  readonly lines: readonly string[]
  readonly data: unknown
  /** Reason for which the config was not written; absent where nothing failed. */
  readonly failure?: CommandFailure
}

/** Fails before anything is read or asked if a file cannot be written later: the config is there already, or a folder is not. */
export function refuseTaken({ config, facts, observations }: ScanOptions, reports: readonly string[]): void {
  if (config !== undefined && existsSync(config))
    throw new CommandFailure('file', `${config}: already exists; choose another file with --config <file>`)
  for (const file of [config, facts, observations, ...reports])
    if (file !== undefined && !existsSync(dirname(file)))
      throw new CommandFailure('file', `${file}: its folder is not there; make it first, or choose another file`)
}

/** Writes a config for what was recognised, if a file is named, and says what it costs and which policy it needs. */
export async function goOn(examined: readonly ExaminedSecret[], options: ScanOptions): Promise<NextStep> {
  const { config, name = 'acme', mail = null } = options
  const known = examined
    .flatMap(({ credentials }) => credentials)
    .filter(({ found }) => found.confidence !== 'low').length
  if (config === undefined) {
    const line = 'Next: the same command with --config tokenwatch.config.ts writes a config for what was recognised'
    return { lines: known === 0 ? [] : [line], data: null }
  }
  const draft = draftOf(
    examined.map((one) => foundSecret(one, options)),
    { name, mail, environment: 'production' },
  )
  const text = configText(draft)
  const held = text.split('\n').findIndex((line) => publicText(line) !== line)
  if (held >= 0)
    throw new CommandFailure(
      'file',
      `${config}: its line ${held + 1} would hold a part of a secret, so nothing was written: look for a credential in names and tags`,
    )
  writeWhole(config, text, { isNew: true })
  const cost = await costWords(text, config)
  const statements = policyOf(examined)
  const ready = draft.checks.filter((check) => !isIncomplete(check)).length
  return {
    lines: [
      `Wrote ${config}: ${counted(ready, 'check')}, ${draft.checks.length - ready} to fill in, ${counted(draft.open.length, 'secret')} as comments. Each impact is a question for you.`,
      ...nestedWords(examined),
      cost,
      ...statements.map((statement) => `its probe needs ${statement}`),
      `Next: tokenwatch validate --config ${config}, then tokenwatch check --config ${config}`,
    ],
    data: {
      config,
      checks: ready,
      incomplete: draft.checks.length - ready,
      open: draft.open.length,
      policy: statements,
    },
  }
}

function nestedWords(examined: readonly ExaminedSecret[]): readonly string[] {
  const all = examined.flatMap(({ credentials }) => credentials)
  const nested = all.filter(({ found }) => found.isNested && found.confidence !== 'low').length
  if (nested === 0) return []
  const words = nested === 1 ? '1 credential lies' : `${nested} credentials lie`
  return [`${words} within other fields, where no check reads it: write each into a field of the top`]
}

const storeOf: Readonly<Record<ScanSource, FoundSecret['from']>> = {
  'secrets-manager': 'secrets-manager',
  'parameter-store': 'parameter-store',
  'env-file': 'environment',
  variable: 'environment',
  kubernetes: 'elsewhere',
  github: 'elsewhere',
}

function foundSecret({ secret, recognition, unread }: ExaminedSecret, { host = [] }: ScanOptions): FoundSecret {
  const [left] = recognition.leftAlone
  const [perhaps] = recognition.credentials
  const nested = recognition.credentials.find(({ isNested, confidence }) => isNested && confidence !== 'low')
  const places = Object.values(nested?.fields ?? {}).map((place) => shownField(place ?? ''))
  const known =
    nested !== undefined
      ? `${nested.title} at ${places.join(' and ')}; a check reads fields of the top only`
      : unread !== null
        ? 'value not read'
        : (left?.because ?? perhaps?.because ?? 'not recognised')
  return {
    name: secret.name,
    tags: secret.tags,
    from: storeOf[secret.source],
    recognition,
    known,
    hosts: new Set(host),
  }
}

/** Statements that the deployment's probe needs for the recognised secrets. `cdk deploy` makes them from the config. */
function policyOf(examined: readonly ExaminedSecret[]): readonly string[] {
  const watched = examined
    .filter(({ credentials }) => credentials.some(({ found }) => found.confidence !== 'low'))
    .map(({ secret }) => secret)
  const actions = { 'secrets-manager': 'secretsmanager:GetSecretValue', 'parameter-store': 'ssm:GetParameter' } as const
  const reads = (['secrets-manager', 'parameter-store'] as const).flatMap((source) => {
    const resources = watched.filter((one) => one.source === source).flatMap(({ arn }) => arn ?? [])
    return resources.length === 0
      ? []
      : [{ Effect: 'Allow', Action: actions[source], Resource: shortResources(resources) }]
  })
  const keys = [...new Set(watched.flatMap(({ keyId }) => keyId ?? []))].toSorted()
  const decrypts = keys.length === 0 ? [] : [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: shortResources(keys) }]
  return [...reads, ...decrypts].map((statement) => JSON.stringify(statement))
}
