import type { RotationRecord } from '../../functions/core/rotation/record.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import type { LabSubject } from '../support/lab-subject.ts'

/** Mark in every value of the lab. */
const mark = 'marked-7f3a9c'

const exchanging = /^POST \/(token|rotate|app|keys)/
const drainMs = 15 * 60_000

/** Facts about a subject that its rules need. */
type Facts = {
  readonly broken: string[]
  /** Keys by the version that holds them. */
  readonly keys: Map<string, string>
  /** Keys that consumers may have. */
  readonly wereCurrent: Set<string>
  claims: number
  exchanges: number
  record: RotationRecord | null
  /** The version whose old key a person let go. */
  releasedOf: string | null
  /** The current key, as the machine last saw it. */
  seen: string | undefined
}

/** The rules that hold at every instant, and those that a rotation broke. */
export type RotationRules = {
  readonly broken: readonly string[]
  /** The same calls, each judged by the rules. */
  readonly dependencies: RotateDependencies
  /** Judges a call to the provider before it takes effect. `nowMs` is the machine's own clock. */
  arrived(call: string, nowMs: number): void
  /** Notes that a person let the old key of the present rotation go. */
  released(): void
  /** Notes the key of a version. */
  stored(versionId: string, key: string): void
  /** Notes that the machine described the secret: what it knows from now on. */
  looked(): void
}

/** Opens the rules over the calls of a subject. */
export function openRules(subject: LabSubject): RotationRules {
  const facts: Facts = {
    broken: [],
    keys: new Map(),
    wereCurrent: new Set(),
    claims: 0,
    exchanges: 0,
    record: null,
    releasedOf: null,
    seen: undefined,
  }
  function looked(): void {
    facts.seen = facts.keys.get(subject.versionAt('AWSCURRENT') ?? '')
    if (facts.seen !== undefined) facts.wereCurrent.add(facts.seen)
  }
  return {
    broken: facts.broken,
    arrived(call, nowMs) {
      if (exchanging.test(call)) facts.exchanges += 1
      if (facts.exchanges > facts.claims) facts.broken.push('more exchanges than claims')
      judgeRevocation(call, nowMs, subject, facts)
    },
    released() {
      facts.releasedOf = facts.record?.versionId ?? null
    },
    stored: (versionId, key) => void facts.keys.set(versionId, key),
    looked,
    dependencies: { ...subject.dependencies, ...judged(subject, facts, looked) },
  }
}

/** A revocation must leave a key that works, and no key that a complete look would have kept may go. */
function judgeRevocation(call: string, nowMs: number, { provider }: LabSubject, facts: Facts): void {
  const { broken, wereCurrent, seen, record } = facts
  const id = /^DELETE \/keys\/(.+)/.exec(call)?.[1]
  const revoked = provider.keys.find((key) => key.id === id)
  if (revoked === undefined || !provider.works(revoked.value)) return
  if (revoked.value === seen) broken.push('the current key was revoked')
  if (!wereCurrent.has(revoked.value)) return
  if (seen === undefined || !provider.works(seen)) broken.push('the only key that works was revoked')
  const { lastUsedAt } = revoked
  const isUsed = lastUsedAt !== null && lastUsedAt > (record?.promotedAt ?? 0) && nowMs - lastUsedAt < drainMs
  if (isUsed && facts.releasedOf !== record?.versionId) broken.push('a key in use was revoked')
}

/** The calls that save, promote, record and notify. */
function judged(
  { provider, versionAt, dependencies }: LabSubject,
  facts: Facts,
  looked: () => void,
): Pick<RotateDependencies, 'versions' | 'journal' | 'stops' | 'notify'> {
  const { versions, journal, stops } = dependencies
  const works = (key: string | undefined) => key !== undefined && provider.works(key)
  function noValue(text: unknown): void {
    if (JSON.stringify(text).includes(mark)) facts.broken.push('a value left Secrets Manager and the escrow')
  }
  async function putPending(...given: Parameters<typeof versions.putPending>) {
    const outcome = await versions.putPending(...given)
    const [, versionId, value] = given
    if (outcome === 'saved') facts.keys.set(versionId, String(JSON.parse(value).key))
    return outcome
  }
  async function promote(arn: string, to: string, from: string): Promise<void> {
    const before = facts.keys.get(versionAt('AWSCURRENT') ?? '')
    await versions.promote(arn, to, from)
    looked()
    if (works(before) && !works(facts.keys.get(to)))
      facts.broken.push('a version that works gave way to one that does not')
  }
  async function write(next: RotationRecord): Promise<boolean> {
    noValue(next)
    if (!(await journal.write(next))) return false
    const before = facts.record?.versionId === next.versionId ? facts.record.exchanges : 0
    if (next.exchanges > before) facts.claims += 1
    facts.record = next
    return true
  }
  return {
    versions: { ...versions, putPending, promote },
    journal: { ...journal, write },
    stops: {
      ...stops,
      writeStop(check, stop) {
        noValue(stop)
        return stops.writeStop(check, stop)
      },
    },
    notify(message) {
      noValue(message.pendingMessage)
      return dependencies.notify(message)
    },
  }
}
