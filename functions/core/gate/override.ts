import { type Message, writeMessage } from '../alerting/messages/message.ts'
import { cleaned } from '../alerting/messages/plain-text.ts'
import type { MessageReport } from '../alerting/messages/report.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Place } from '../model/place.ts'
import type { Log } from '../state/log.ts'

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

export type OverrideDependencies = {
  readonly deployment: Deployment
  readonly log: Log
  keep(override: NotedOverride): Promise<void>
  publish(message: Message): Promise<void>
  readonly place: Place
  now(): number
}

/** Characters of what a person or a pipeline wrote. */
const longest = 300

/** Keeps an override for whoever asks later, and tells everybody who hears notices of the environments that it is about. */
export async function noteOverride(
  { reason, by, against }: Override,
  dependencies: OverrideDependencies,
): Promise<void> {
  const { deployment, log, keep, publish, place, now } = dependencies
  const checks = deployment.checks.filter(({ key }) => against.includes(key))
  const keys = checks.map(({ key }) => key)
  const noted = { reason: cleaned(reason, longest), by: cleaned(by, longest), against: keys, at: now() }
  await keep(noted)
  log({ event: 'override', checks: keys })
  await publish(writeMessage(reportOf(noted, checks, deployment), place))
}

/** `OK`, since nobody is called; a dead monitor is about every environment. */
function reportOf(
  { reason, by, against, at }: NotedOverride,
  checks: readonly Check[],
  deployment: Deployment,
): MessageReport {
  const named = new Set(checks.map(({ environment }) => environment))
  const environments = named.size > 0 ? [...named] : deployment.environments.map(({ name }) => name)
  const what = against.length === 0 ? 'a dead monitor' : against.join(', ')
  const headline = `A deployment passed the gate against ${what}: ${reason}`
  return {
    ...{ to: 'notice', environments, state: 'OK', mark: null, at, headline, description: headline },
    name: `tokenwatch/${deployment.name}/gate-override`,
    short: `gate overridden in ${environments.join(', ')}`,
    facts: [
      [['By', by]],
      checks.map(({ key, impact, owner }) => [key, `${impact} Owner: ${owner ?? 'nobody is named'}`]),
    ],
    next: [],
    details: { override: reason, by, against },
  }
}
