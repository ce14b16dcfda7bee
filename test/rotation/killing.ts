import type { Call } from '../../local/aws/call.ts'
import type { Endpoint } from '../../local/aws/endpoint.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import type { RotationLab } from '../support/rotation-lab.ts'
import { workerKey } from './worker-messages.ts'

/**
 * Point of a kill: a call to the outside, by its number or by the first with a name. It dies before the call takes effect, or after, when its
 * answer is on the way.
 */
export type KillPoint = { readonly call: number | string; readonly side: 'before' | 'after' }

/** Calls of the worker, and the kill at one of them. */
export type Killing = {
  /** Names of the calls since it was armed, in order. */
  readonly calls: readonly string[]
  /** Watches the calls for this subject, and kills at the point, if there is one. */
  arm(subject: LabSubject, point: KillPoint | null): void
  /** Counts a call that goes over no socket. Returns the side of the kill if this was its point. */
  meet(name: string): KillPoint['side'] | null
  /** Instants at which the current version did not work for its consumers, looked at with each call. */
  outages(): number
  /** Calls whose text held a value of the secret, besides those that store it. */
  leaks(): number
}

/** Mark in every value of the lab. */
const mark = 'marked-7f3a9c'

/** Stands between the worker and the servers of the lab. */
export function openKilling(lab: RotationLab, kill: () => void): Killing {
  let calls: string[] = []
  let armed: { readonly subject: LabSubject; readonly point: KillPoint | null } | null = null
  const counts = { outages: 0, leaks: 0 }
  /** Keys by the version that holds them. */
  const keys = new Map<string, string>()

  function meet(name: string): KillPoint['side'] | null {
    if (armed === null) return null
    const { subject, point } = armed
    const current = keys.get(subject.versionAt('AWSCURRENT') ?? '')
    if (current !== undefined && !subject.provider.works(current)) counts.outages += 1
    calls.push(name)
    if (point === null || (point.call !== calls.length - 1 && point.call !== name)) return null
    armed = { subject, point: null }
    kill()
    return point.side
  }

  for (const server of [lab.secretsManager, lab.dynamodb, lab.kms]) standBefore(server, meet)
  watchValues(lab, keys, () => {
    counts.leaks += 1
  })
  return {
    get calls() {
      return calls
    },
    arm(subject, point) {
      if (armed?.subject !== subject) Object.assign(counts, { outages: 0, leaks: 0 })
      armed = { subject, point }
      calls = []
      subject.provider.behaviour.cut = (call) => meet(call.replace(/[0-9a-f-]{36}/g, ':id'))
    },
    meet,
    outages: () => counts.outages,
    leaks: () => counts.leaks,
  }
}

/** Has a server keep silent at the kill: before its call takes effect, or after. */
function standBefore(server: Endpoint, meet: Killing['meet']): void {
  let side: KillPoint['side'] | null = null
  const before = (call: Call) => {
    side = call.accessKeyId === workerKey ? meet(nameOf(call)) : null
    return side === 'before'
  }
  const silence = { operation: '*', times: Number.POSITIVE_INFINITY, fault: { hang: true } } as const
  server.inject({ ...silence, when: before })
  server.inject({ ...silence, after: true, when: () => side === 'after' })
}

/** Remembers the key of each version that is saved, and hears of values in the table. */
function watchValues({ secretsManager, dynamodb }: RotationLab, keys: Map<string, string>, leaked: () => void): void {
  secretsManager.guard(({ operation, input }) => {
    const { SecretString = '', ClientRequestToken = '' } = fields(input)
    if (operation === 'PutSecretValue') keys.set(ClientRequestToken, String(fields(JSON.parse(SecretString))['key']))
  })
  dynamodb.guard(({ input }) => {
    if (JSON.stringify(input).includes(mark)) leaked()
  })
}

const fields = (input: unknown): Readonly<Record<string, string>> => ({ ...Object(input) })

/** Names a call by its operation, and what it is about where that matters: the phase of a record, the label. */
function nameOf({ operation, input }: Call): string {
  const { VersionStage, Item } = Object(input)
  if (VersionStage !== undefined) return `${operation} ${VersionStage}`
  const { phase } = Object(JSON.parse(Item?.body?.S ?? '{}'))
  if (phase !== undefined) return `${operation} ${String(Item.sk.S).split('#')[0]} ${phase}`
  const sort = Item?.sk?.S ?? Object(input).Key?.sk?.S
  return sort === undefined ? operation : `${operation} ${String(sort).split('#')[0]}`
}
