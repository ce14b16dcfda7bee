import type { Message } from '../../functions/core/alerting/messages/message.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import { environmentOfRoute } from '../../functions/core/model/route.ts'

/** One message, as somebody reads it who keeps a list of what is open. */
export type HeardMessage = {
  readonly at: number
  readonly to: Message['to']
  /** Environments, or owners in them, whose people get it. */
  readonly routes: readonly string[]
  readonly name: string
  readonly isEnd: boolean
  readonly kind: string
  /** Checks that it is about. */
  readonly checks: readonly string[]
}

/** Reads a message. */
export function heardAt(at: number, { to, routes, json }: Message): HeardMessage {
  const alarm: unknown = JSON.parse(json)
  const facts = fieldOf(alarm, 'Tokenwatch')
  const [check, many] = [fieldOf(facts, 'check'), fieldOf(facts, 'checks')]
  const checks = Array.isArray(many) ? many.map(String) : typeof check === 'string' ? [check] : []
  const [name, kind] = [String(fieldOf(alarm, 'AlarmName')), String(fieldOf(facts, 'kind'))]
  return { at, to, routes, name, isEnd: fieldOf(alarm, 'NewStateValue') === 'OK', kind, checks }
}

/** A problem of a check, with all routes of its messages. */
type OpenBelief = {
  readonly pages: boolean
  readonly at: number
  readonly remindedAt: number
  readonly routes: readonly string[]
}

/** The problems that people take to be open after all messages so far: checks with their level, flapping checks, and messages about a provider. */
export type Belief = {
  readonly open: Map<string, OpenBelief>
  readonly flapping: Set<string>
  readonly groups: Map<string, readonly string[]>
}

export const nothingHeard = (): Belief => ({ open: new Map(), flapping: new Set(), groups: new Map() })

const remindersMs = 14_400_000

/** A clock that goes back, or the step of a slow history, may change an interval by so much. */
const heardSlackMs = 1_020_000

/** An opening may be repeated, and a message be late, for this long after a fault of the table or of SNS. */
const repeatsMs = 7_200_000

/** Adds a message to what people believe, some time after the last fault. Returns what is wrong with the message, given what they heard before. */
export function hear(belief: Belief, message: HeardMessage, faultAgoMs: number): readonly string[] {
  const { name, isEnd, checks } = message
  if (name.includes('/provider/') || name.includes('/shared/')) {
    if (isEnd) belief.groups.delete(name)
    else belief.groups.set(name, checks)
    return []
  }
  if (message.kind.startsWith('flapping')) {
    for (const check of checks) isEnd ? belief.flapping.delete(check) : belief.flapping.add(check)
    return []
  }
  return checks.flatMap((check) => hearOne(belief, check, message, faultAgoMs))
}

function hearOne(belief: Belief, check: string, message: HeardMessage, faultAgoMs: number): readonly string[] {
  const { at, kind, to, isEnd, routes } = message
  const known = belief.open.get(check)
  const wrong: string[] = []
  const environment = check.slice(0, check.indexOf('/'))
  if (!routes.some((route) => environmentOfRoute(route) === environment))
    wrong.push(`${check}: ${kind} is sent elsewhere`)
  if (isEnd) {
    // A removed check ends also what SNS may have accepted: a page that stays open is worse than an end too many.
    const mayBeSent = kind === 'removed' && faultAgoMs <= repeatsMs
    if (known === undefined && !mayBeSent) wrong.push(`${check}: an end without a beginning`)
    if (known?.routes.some((route) => !routes.includes(route)) === true)
      wrong.push(`${check}: not everybody who was notified hears of the end`)
    if (known?.pages === true && to !== 'page') wrong.push(`${check}: a page ends as a notice`)
    belief.open.delete(check)
    return wrong
  }
  if (known !== undefined && kind === 'open' && faultAgoMs > repeatsMs) wrong.push(`${check}: opened twice`)
  if (known !== undefined && kind === 'remind' && isTooSoon(at - known.remindedAt, faultAgoMs))
    wrong.push(`${check}: reminded too soon`)
  belief.open.set(check, {
    pages: to === 'page' || known?.pages === true,
    at: known?.at ?? at,
    remindedAt: at,
    routes: [...(known?.routes ?? []), ...routes],
  })
  return wrong
}

/** Returns true for a reminder too soon after the last message. After a fault, that message may have been late. */
const isTooSoon = (sinceMs: number, faultAgoMs: number): boolean =>
  sinceMs < remindersMs - heardSlackMs && faultAgoMs > remindersMs + heardSlackMs

/** Returns true if people know that a check is in trouble: of itself, as a member of a group, or since it is flapping. */
export function knowsOf({ open, flapping, groups }: Belief, check: string): boolean {
  return open.has(check) || flapping.has(check) || [...groups.values()].some((members) => members.includes(check))
}
