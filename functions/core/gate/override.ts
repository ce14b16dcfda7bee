import { type Message, writeMessage } from '../alerting/messages/message.ts'
import { cleaned } from '../alerting/messages/plain-text.ts'
import type { MessageReport } from '../alerting/messages/report.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { commandLine, optionsFor } from '../model/commands.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Place } from '../model/place.ts'
import { environmentOfRoute, routeOf } from '../model/route.ts'
import type { Log } from '../state/log.ts'

/** A request to deploy although the gate does not let the deployment through. */
export type Override = {
  /** The reason, as a person wrote it. */
  readonly reason: string
  /** The actor named by the pipeline. Unverified; shown to people only. */
  readonly by: string
  /** Keys of the checks that did not pass; empty if only the monitor was down. */
  readonly against: readonly string[]
}

/** An override as it is recorded and notified: texts are cleaned, and every check exists. */
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
  recordOverride(override: NotedOverride): Promise<void>
  publish(message: Message): Promise<void>
  readonly place: Place
  now(): number
}

/** Characters of a text that a person or a pipeline wrote, at most. */
const mostCharacters = 300

/** Records an override, and sends a notice about it to the environments of its checks. */
export async function noteOverride(
  { reason, by, against }: Override,
  dependencies: OverrideDependencies,
): Promise<void> {
  const { deployment, log, recordOverride, publish, place, now } = dependencies
  const checks = deployment.checks.filter(({ key }) => against.includes(key))
  const keys = checks.map(({ key }) => key)
  const noted = { reason: cleaned(reason, mostCharacters), by: cleaned(by, mostCharacters), against: keys, at: now() }
  await recordOverride(noted)
  log({ event: 'override', checks: keys })
  await publish(writeMessage(reportOf(noted, checks, { deployment, place }), place))
}

/** Makes the notice. Its state is `OK`, since it pages nobody. A monitor that is down concerns every environment. */
function reportOf(
  { reason, by, against, at }: NotedOverride,
  checks: readonly Check[],
  { deployment, place }: Pick<OverrideDependencies, 'deployment' | 'place'>,
): MessageReport {
  const routes = checks.length > 0 ? [...new Set(checks.map(routeOf))] : deployment.environments.map(({ name }) => name)
  const environments = [...new Set(routes.map(environmentOfRoute))]
  const what = against.length === 0 ? 'a monitor that is down' : against.join(', ')
  const headline = `A deployment overrode the gate, which did not pass ${what}: ${reason}`
  return {
    to: 'notice',
    routes,
    state: 'OK',
    mark: null,
    at,
    headline,
    description: headline,
    name: `tokenwatch/${deployment.name}/gate-override`,
    short: `gate overridden in ${environments.join(', ')}`,
    facts: [
      [['By', by]],
      checks.map(({ key, impact, owner }) => [key, `${impact} Owner: ${owner ?? 'nobody is named'}`]),
    ],
    next: [
      ['What to do', 'mend what the gate found, or ask the person named here'],
      ['Look again', commandLine(['gate', ...against, '--evidence', 'fresh'], optionsFor(place))],
    ],
    details: { override: reason, by, against },
  }
}
