import type { Check, CheckKey } from '../check.ts'
import type { Deployment } from '../deployment.ts'
import type { Log } from '../log.ts'

/** Somebody passes the gate against its answer. */
export type Override = {
  /** Why, in a person's words. */
  readonly reason: string
  /** Who says so, as their pipeline tells it. */
  readonly by: string
  /** Keys of the checks that did not pass; empty where it was the monitor that was dead. */
  readonly against: readonly string[]
}

/** An override as it is kept and told: cleaned, and about checks that exist. */
export type NotedOverride = {
  readonly reason: string
  readonly by: string
  readonly against: readonly CheckKey[]
  /** Epoch milliseconds. */
  readonly at: number
}

/** One message on the `notice` topic about one environment. */
export type OverrideNotice = {
  readonly environment: string
  readonly subject: string
  /** CloudWatch's alarm shape, as everything on the topic has it; `OK`, since nobody is called. */
  readonly json: string
  readonly text: string
}

export type OverrideDependencies = {
  readonly deployment: Deployment
  readonly log: Log
  keep(override: NotedOverride): Promise<void>
  tell(notice: OverrideNotice): Promise<void>
  now(): number
}

const longest = 300

/** Keeps an override for whoever asks later, and tells every environment that it is about. */
export async function noteOverride(
  { reason, by, against }: Override,
  dependencies: OverrideDependencies,
): Promise<void> {
  const { deployment, log, keep, tell, now } = dependencies
  const checks = deployment.checks.filter(({ key }) => against.includes(key))
  const noted: NotedOverride = {
    reason: oneLine(reason),
    by: oneLine(by),
    against: checks.map(({ key }) => key),
    at: now(),
  }
  await keep(noted)
  log({ event: 'override', checks: noted.against })
  const environments =
    checks.length === 0
      ? deployment.environments
      : deployment.environments.filter(({ name }) => checks.some(({ environment }) => environment === name))
  for (const { name } of environments)
    await tell(
      noticeOf(
        noted,
        checks.filter(({ environment }) => environment === name),
        name,
        deployment,
      ),
    )
}

function noticeOf(
  { reason, by, at }: NotedOverride,
  checks: readonly Check[],
  environment: string,
  { name }: Deployment,
): OverrideNotice {
  const keys = checks.map(({ key }) => key)
  const what = keys.length === 0 ? 'a dead monitor' : keys.join(', ')
  const headline = `A deployment in ${environment} passed the gate against ${what}: ${reason}`
  const impacts = checks.map(({ key, impact, owner }) => `${key}: ${impact} Owner: ${owner ?? 'nobody is named'}`)
  return {
    environment,
    subject: `OK: gate overridden in ${environment}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 99),
    json: JSON.stringify({
      AlarmName: `tokenwatch/${name}/${environment}/gate-override`,
      AlarmDescription: headline,
      NewStateValue: 'OK',
      OldStateValue: 'OK',
      NewStateReason: headline,
      StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
      Tokenwatch: { override: { reason, by, against: keys } },
    }),
    text: `${[`${headline}.`, '', `By: ${by}`, ...impacts].join('\n')}\n`,
  }
}

/** Whatever a person or a pipeline wrote, as one line that breaks nothing. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longest)
}
