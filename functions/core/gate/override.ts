import { type Message, writeMessage } from '../alerting/messages/message.ts'
import { cleaned } from '../alerting/messages/plain-text.ts'
import type { MessageReport } from '../alerting/messages/report.ts'
import { someOf } from '../alerting/messages/words.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { commandLine, optionsFor } from '../model/commands.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Place } from '../model/place.ts'
import { environmentOfRoute, routeOf } from '../model/route.ts'
import type { Log } from '../state/log.ts'
import { firstThatFit } from '../state/room.ts'

/** A request to deploy although the gate does not let the deployment through. */
export type Override = {
  /** The reason, as a person wrote it. */
  readonly reason: string
  /** The actor named by the pipeline. Unverified; shown to people only. */
  readonly by: string
  /** Keys of the checks that did not pass; empty if only the monitor was down. */
  readonly against: readonly string[]
}

/** An override as it is recorded: texts are cleaned, and every check exists. */
export type NotedOverride = {
  readonly reason: string
  readonly by: string
  /** As many as an item has room for. */
  readonly against: readonly CheckKey[]
  /** Checks of this deployment that found no room; absent without one. */
  readonly more?: number
  /** Checks that this deployment does not have, such as those of an older config; absent without one. */
  readonly unknown?: number
  /** Epoch milliseconds. */
  readonly at: number
}

export type OverrideDependencies = {
  readonly deployment: Deployment
  readonly log: Log
  /** Records an override, and then calls `notify`, unless both have lately been done for the same override. */
  recordOverride(override: NotedOverride, notify: () => Promise<void>): Promise<void>
  publish(message: Message): Promise<void>
  readonly place: Place
  now(): number
}

/** Characters of a text that a person or a pipeline wrote, at most. */
const mostCharacters = 300

/**
 * Records an override, and sends a notice about it to the environments of its checks. A copy of a request does neither again: callers repeat
 * a request whose answer was lost.
 */
export async function noteOverride(
  { reason, by, against }: Override,
  dependencies: OverrideDependencies,
): Promise<void> {
  const { deployment, log, recordOverride, publish, place, now } = dependencies
  const named = new Set(against)
  const checks = deployment.checks.filter(({ key }) => named.has(key))
  const keys = firstThatFit(checks.map(({ key }) => key))
  const [more, unknown] = [checks.length - keys.length, named.size - checks.length]
  const noted: NotedOverride = {
    reason: cleaned(reason, mostCharacters),
    by: cleaned(by, mostCharacters),
    against: keys,
    ...(more > 0 ? { more } : {}),
    ...(unknown > 0 ? { unknown } : {}),
    at: now(),
  }
  log({ event: 'override', checks: keys })
  await recordOverride(noted, () => publish(writeMessage(reportOf(noted, checks, { deployment, place }), place)))
}

/** Checks that a notice describes, at most. */
const mostDescribed = 10

/** Makes the notice. Its state is `OK`, since it pages nobody. A monitor that is down concerns every environment. */
function reportOf(
  noted: NotedOverride,
  checks: readonly Check[],
  { deployment, place }: Pick<OverrideDependencies, 'deployment' | 'place'>,
): MessageReport {
  const { reason, by, at } = noted
  const routes = checks.length > 0 ? [...new Set(checks.map(routeOf))] : deployment.environments.map(({ name }) => name)
  const environments = [...new Set(routes.map(environmentOfRoute))]
  const headline = `A deployment overrode the gate, which did not pass ${whatOf(noted, checks)}: ${reason}`
  const described = checks.slice(0, mostDescribed)
  const rest = checks.length - described.length
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
      described.map(({ key, impact, owner }) => [key, `${impact} Owner: ${owner ?? 'nobody is named'}`]),
      [['And', rest > 0 ? `${rest} more` : null]],
    ],
    next: [
      ['What to do', 'mend what the gate found, or ask the person named here'],
      ['Look again', lookAgain(described, place)],
    ],
    details: { override: reason, by, against: described.map(({ key }) => key) },
  }
}

/** Names the gate for the described checks; all records, where only the monitor was down. */
function lookAgain(described: readonly Check[], place: Place): string {
  const keys = described.map(({ key }) => key)
  const words = keys.length === 0 ? ['status'] : ['gate', ...keys, '--evidence', 'fresh']
  return commandLine(words, optionsFor(place))
}

/** Words what did not pass. Names that this deployment does not have are a caller's text, and are counted only. */
function whatOf({ unknown = 0 }: NotedOverride, checks: readonly Check[]): string {
  const ofOthers = `${unknown} ${unknown === 1 ? 'check' : 'checks'} that this deployment does not have`
  const known = checks.length === 0 ? [] : [someOf(checks.map(({ key }) => key))]
  const what = [...known, ...(unknown === 0 ? [] : [ofOthers])]
  return what.length === 0 ? 'a monitor that is down' : what.join(' and ')
}
