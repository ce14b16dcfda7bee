import { instantOf } from '../functions/core/alerting/messages/instant.ts'
import type { ShadowMessage } from '../functions/core/state/shadow-message.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'

/** Options of `tokenwatch would-have-paged`. */
export type WouldHavePagedOptions = {
  readonly since?: string
  readonly owner?: string
  readonly deployment?: string
  readonly region?: string
}

const daySeconds = 86_400
const usualSeconds = 14 * daySeconds

/** Messages are stored for a month. */
const mostSeconds = 30 * daySeconds

/** Shows the messages of checks in the shadow: whom they would have paged, and when. */
export async function run(options: WouldHavePagedOptions, terminal: Terminal): Promise<CommandResult> {
  const seconds = secondsOf('--since', options.since) ?? usualSeconds
  if (seconds > mostSeconds)
    throw new CommandFailure('usage', '--since: expected at most 30d, since messages are stored for a month')
  const client = await openDeploymentClient(options, terminal)
  const now = Date.now()
  const fromMs = now - seconds * 1_000
  const owners = byOwner(await client.shadow.since(fromMs, now)).filter(
    ({ owner }) => options.owner === undefined || owner === options.owner,
  )
  return {
    exitCode: exitCodes.ok,
    data: { deployment: client.deployment, since: new Date(fromMs).toISOString(), owners: owners.map(dataOf) },
    text: textOf(owners, fromMs),
  }
}

/** Messages that one owner would have got. */
export type OwnersShadow = { readonly owner: string | null; readonly messages: readonly ShadowMessage[] }

/** Groups messages by the owners of their checks, the most pages first. A message about several owners is one of each. */
export function byOwner(messages: readonly ShadowMessage[]): readonly OwnersShadow[] {
  const each = messages.flatMap((message) =>
    [...new Set(message.checks.map(({ owner }) => owner))].map((owner) => ({ owner, message })),
  )
  return [...Map.groupBy(each, ({ owner }) => owner)]
    .map(([owner, some]) => ({ owner, messages: some.map(({ message }) => message).toSorted((a, b) => a.at - b.at) }))
    .toSorted((a, b) => pagesIn(b) - pagesIn(a) || (a.owner ?? '').localeCompare(b.owner ?? ''))
}

/** An end wakes nobody: only alarms are counted. */
const alarmsIn = ({ messages }: OwnersShadow, to: ShadowMessage['to']): readonly ShadowMessage[] =>
  messages.filter((message) => message.to === to && !message.isEnd)

const pagesIn = (one: OwnersShadow): number => alarmsIn(one, 'page').length

/** Returns the number of pages by the hour of the day, in UTC. */
function hoursOf(one: OwnersShadow): readonly (readonly [hour: string, pages: number])[] {
  const hours = Map.groupBy(alarmsIn(one, 'page'), ({ at }) => new Date(at).toISOString().slice(11, 13))
  return [...hours].map(([hour, some]) => [hour, some.length] as const).toSorted(([a], [b]) => a.localeCompare(b))
}

export function textOf(owners: readonly OwnersShadow[], fromMs: number): string {
  if (owners.length === 0)
    return `nobody would have been paged since ${instantOf(fromMs)}: no check in the shadow has had a message\n`
  return `${owners.map(ownerLines).join('\n')}`
}

function ownerLines(one: OwnersShadow): string {
  const notices = alarmsIn(one, 'notice').length
  const head = `${one.owner ?? 'no owner'}  ${counted(pagesIn(one), 'page')}, ${counted(notices, 'notice')}`
  const hours = hoursOf(one).map(([hour, pages]) => `  ${hour}:00 UTC  ${'#'.repeat(Math.min(pages, 60))} ${pages}`)
  const lines = one.messages.map(
    ({ at, to, isEnd, headline }) => `  ${instantOf(at)}  ${isEnd ? 'end' : to}  ${headline}`,
  )
  return `${[head, ...hours, ...lines].join('\n')}\n`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const dataOf = (one: OwnersShadow) => ({
  owner: one.owner,
  pages: pagesIn(one),
  notices: alarmsIn(one, 'notice').length,
  pagesByHour: Object.fromEntries(hoursOf(one)),
  messages: one.messages.map(({ at, to, kind, isEnd, checks, headline }) => ({
    at: new Date(at).toISOString(),
    to,
    kind,
    isEnd,
    checks: checks.map(({ key }) => key),
    headline,
  })),
})
