import { existsSync } from 'node:fs'
import { counted } from './config.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { CommandFailure } from './framework/failure.ts'
import { writeWhole } from './framework/files.ts'
import type { Terminal } from './framework/terminal.ts'
import { costWords } from './init/cost-words.ts'
import { configText, type Draft, isIncomplete } from './init/draft.ts'

/** Options of `tokenwatch init`. */
export type InitOptions = {
  readonly config: string
  readonly fromSecrets?: boolean
  readonly prefix?: string
  readonly shapes?: boolean
  readonly name?: string
  readonly environment?: string
  readonly mail?: string
  readonly region?: string
  readonly yes?: boolean
}

/** Writes a config from a person's answers, or from the names, tags and shapes of the secrets in an account. Stores no value. */
export async function run(options: InitOptions, terminal: Terminal): Promise<CommandResult> {
  const { config } = options
  if (existsSync(config))
    throw new CommandFailure('file', `${config}: already exists; choose another file with --config <file>`)
  const draft = await draftFor(options, terminal)
  const text = configText(draft)
  const steps = [...stepsOf(draft), await costWords(text, config)]
  await agree({ what: `write ${config}`, steps }, options, terminal)
  writeWhole(config, text, { isNew: true })
  const data = { config, checks: draft.checks.map(({ environment, id }) => `${environment}/${id}`), open: draft.open }
  const next = `Wrote ${config}. Next: tokenwatch validate --config ${config}, then tokenwatch check --config ${config}\n`
  return { exitCode: 0, data, text: options.yes === true ? `${steps.join('\n')}\n${next}` : next }
}

async function draftFor(options: InitOptions, terminal: Terminal): Promise<Draft> {
  if (options.fromSecrets === true) {
    const { name = 'acme', environment = 'production', mail = null, region, prefix, shapes = false } = options
    terminal.progress('listing the secrets')
    const [{ findSecrets }, { draftOf }] = await Promise.all([
      import('./init/account-secrets.ts'),
      import('./init/found-secret.ts'),
    ])
    return draftOf(await findSecrets({ region, prefix, shapes, environment: terminal.environment }), {
      name,
      environment,
      mail,
    })
  }
  const stray = (['prefix', 'shapes'] as const).find((name) => options[name] !== undefined)
  if (stray !== undefined)
    throw new CommandFailure('usage', `--${stray}: add --from-secrets; this option only works together with it`)
  if (!terminal.isInteractive)
    throw new CommandFailure('usage', 'init asks questions, but this is not a terminal: use --from-secrets instead')
  const { interview } = await import('./init/interview.ts')
  return interview(terminal)
}

function stepsOf({ name, checks, open }: Draft): readonly string[] {
  return [
    `deployment ${name}: ${counted(checks.length, 'check')}, ${counted(open.length, 'secret')} left as comments`,
    ...checks.map((check) => `check ${check.environment}/${check.id}: ${askWords(check)}`),
    ...open.map((secret) => `comment ${secret.name}: ${secret.known}`),
  ]
}

function askWords(check: Draft['checks'][number]): string {
  const { ask } = check
  if (ask.kind === 'provider')
    return `${ask.builder}({ ... }) of the catalogue${isIncomplete(check) ? ', a comment until you fill in its options' : ''}`
  if (ask.kind === 'http') return `sends requests to ${new URL(ask.url).host}`
  return ask.jwks === null
    ? 'a JWT, read offline: nothing proves it before you add jwks, publicKey, sharedSecret or ping'
    : `a JWT, verified with the key set of ${new URL(ask.jwks).host}`
}
