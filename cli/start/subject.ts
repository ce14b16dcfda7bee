import { existsSync } from 'node:fs'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { Aws } from '../../local/aws/aws.ts'
import type { StoryFault } from '../../local/stories/faults.ts'
import { followSecrets } from './follow-secrets.ts'

/** Options that choose what to run. Without any, the six stories run. */
export type SubjectOptions = {
  /** Default: `tokenwatch.config.ts`, if it is in the working directory. */
  readonly config?: string
  /** Run the stories, whatever lies there. A named config wins. */
  readonly stories?: boolean
  /** A JSON file of secret names and values, read instead of Secrets Manager. */
  readonly secrets?: string
  /** Read secrets from Secrets Manager in the account that the AWS CLI would use. */
  readonly aws?: boolean
}

/** A deployment with its secrets, and the events that happen to it. */
export type StartSubject = {
  readonly deployment: Deployment
  readonly secrets: ReadonlyMap<string, string>
  readonly environment?: () => Readonly<Record<string, string>>
  play(aws: Aws, ending: AbortSignal): Promise<void>
  /** Faults that a person may inject; empty where real services are watched. */
  faults(aws: Aws): readonly StoryFault[]
  close(): Promise<void>
}

/** Config that `start` runs when none is named. */
const usualConfig = 'tokenwatch.config.ts'

const still = { play: async () => {}, faults: () => [], close: async () => {} }

/** Returns what to run, or a message that says why it cannot run. */
export async function findSubject(options: SubjectOptions): Promise<StartSubject | string> {
  const { secrets, aws = false, stories = false } = options
  const lies = !stories && existsSync(usualConfig)
  const config = options.config ?? (lies ? usualConfig : undefined)
  if (config === undefined) {
    if (secrets !== undefined || aws)
      return '--secrets and --aws need --config <file>: the stories bring their own secrets'
    const { startStories } = await import('../../local/stories/stories.ts')
    return startStories()
  }
  if (secrets !== undefined && aws) return '--secrets and --aws exclude each other: choose one source of secrets'
  const loaded = await loadConfigFile(config)
  if (!loaded.ok) return loaded.problems.map((problem) => formatProblem(config, problem)).join('\n')
  return aws ? fromAccount(loaded.deployment) : fromLaptop(loaded.deployment, config, secrets)
}

async function fromAccount(deployment: Deployment): Promise<StartSubject | string> {
  const local = deployment.checks.find(
    ({ secret }) => secret !== null && ['environment', 'file'].includes(secret.source.from),
  )
  if (local !== undefined)
    return `${local.key}: secret: with --aws, expected a name in AWS such as secret('production/billing') or parameter('/production/billing'), found a reference to this machine`
  const { findRealAccount, withoutRotation } = await import('../../local/real-account.ts')
  try {
    const { environment } = await findRealAccount()
    return { deployment: withoutRotation(deployment), secrets: new Map(), environment: () => environment, ...still }
  } catch {
    return '--aws: no credentials or no Region: sign in as for the AWS CLI (aws sso login, AWS_PROFILE, AWS_REGION)'
  }
}

async function fromLaptop(
  deployment: Deployment,
  config: string,
  secretsFile: string | undefined,
): Promise<StartSubject | string> {
  const { readSecretsFile, sourceSecrets } = await import('../../local/secret-sources.ts')
  const named = secretsFile === undefined ? new Map<string, string>() : await readSecretsFile(secretsFile)
  if (named === 'not_a_file')
    return `${secretsFile}: no such file; --secrets expects a JSON file of secret names and values`
  if (named === 'not_an_object') return `${secretsFile}: expected one JSON object of secret names and values`
  const sourced = await sourceSecrets(deployment, { environment: process.env, config, named })
  for (const name of sourced.missing) process.stderr.write(`not found: ${name}\n`)
  const follow = { config, file: secretsFile, known: sourced.secrets }
  return { ...sourced, ...still, play: (aws, ending) => followSecrets(deployment, follow, { aws, ending }) }
}
