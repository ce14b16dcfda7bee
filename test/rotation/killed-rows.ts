import { isSettled, type RotationRecord } from '../../functions/core/rotation/record.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import type { Kind } from '../support/rotation-kinds.ts'
import type { KilledWorld } from './killed-world.ts'
import type { KillPoint } from './killing.ts'

/** The clock that begins a rotation. */
export type RotationClock = 'Secrets Manager' | 'own clock'

/** One rotation, and what a kill made of it. */
export type KilledRow = {
  readonly kind: string
  readonly clock: RotationClock
  readonly killed: string
  readonly found: string
  readonly done: string
  readonly end: string
  readonly works: boolean
  readonly isSettled: boolean
  readonly messages: readonly string[]
  readonly outages: number
  readonly leaks: number
  readonly exchanges: number
  readonly claims: number
  readonly orphans: number
}

const minute = 60_000
const hour = 60 * minute

/** A kind for our own clock: its token lives for an hour. */
const hourly = (kind: Kind): Kind => ({ ...kind, behaviour: { ...kind.behaviour, lifeMs: hour } })

/** Looks after a kill: often at first, as the schedule does, then until past the end of a token of five hours. */
const looks = { often: 4, everyMs: 5 * minute, later: 8, laterMs: 40 * minute }

/** Delay of the event that Secrets Manager gave up. */
const eventDelayMs = 3 * minute

/** Names the calls of a rotation that nobody kills. */
export async function callsOfRotation(
  world: KilledWorld,
  kind: Kind,
  clock: RotationClock,
): Promise<readonly string[]> {
  const subject = await due(world, kind, clock)
  world.killing.arm(subject, null)
  await drive(world, subject, clock)
  await follow(world, subject)
  return [...world.killing.calls]
}

/** Kills a rotation at one point and follows it to its end. Returns null if it has fewer calls. */
export async function killedRow(
  world: KilledWorld,
  kind: Kind,
  clock: RotationClock,
  point: KillPoint,
): Promise<KilledRow | null> {
  const subject = await due(world, kind, clock)
  const before = await countsOf(subject)
  let found: Found | null = null
  let killed = ''
  world.messages.length = 0
  world.onKill = async () => {
    killed = `${point.side} ${world.killing.calls.at(-1)}`
    found = await describe(subject)
  }
  world.killing.arm(subject, point)
  await drive(world, subject, clock)
  await follow(world, subject)
  if (found === null) return null
  return rowOf(world, subject, { kind, clock, killed, found, before })
}

/** A subject whose rotation is due by the given clock. */
async function due(world: KilledWorld, kind: Kind, clock: RotationClock): Promise<LabSubject> {
  world.onKill = null
  const subject = await world.lab.subject(clock === 'own clock' ? hourly(kind) : kind)
  if (clock === 'Secrets Manager') return subject
  world.killing.arm(subject, null)
  await world.rotate(subject)
  await follow(world, subject)
  const { mintedAt } = (await subject.record()) ?? {}
  world.lab.clock.ms = Math.max(world.lab.clock.ms, (mintedAt ?? 0) + 46 * minute)
  return subject
}

async function drive(world: KilledWorld, subject: LabSubject, clock: RotationClock): Promise<void> {
  if (clock === 'own clock') return void (await world.run(subject, { kind: 'look' }))
  const givenUp = await world.rotate(subject)
  if (givenUp === null) return
  world.lab.clock.ms += eventDelayMs
  await world.run(subject, { kind: 'given_up', givenUp })
}

/** Looks until nothing is open any more, or until the last look. */
async function follow(world: KilledWorld, subject: LabSubject): Promise<void> {
  for (let look = 0; look < looks.often + looks.later; look += 1) {
    if (isSettled(await subject.record())) return
    world.lab.clock.ms += look < looks.often ? looks.everyMs : looks.laterMs
    await world.run(subject, { kind: 'look' })
  }
}

type Found = { readonly text: string; readonly entries: number }

async function describe(subject: LabSubject): Promise<Found> {
  const record = await subject.record()
  const pendingId = subject.versionAt('AWSPENDING')
  const isFilled = (await subject.valueAt('AWSPENDING')) !== undefined
  const pending = pendingId === undefined ? 'none' : isFilled ? 'filled' : 'empty'
  const isCurrent = pendingId !== undefined && pendingId === subject.versionAt('AWSCURRENT')
  const text = `${record?.phase ?? 'no record'}, pending ${isCurrent ? 'current' : pending}`
  return { text, entries: record?.entries.length ?? 0 }
}

const exchanging = /^POST \/(token|rotate|app|keys)/

/** Counts exchanges at the provider, and the claims that allowed them. */
async function countsOf({ provider, dependencies, check }: LabSubject) {
  const records = await dependencies.journal.history(check.key, 100)
  const claims = records.flatMap(({ entries }) => entries).filter(({ outcome }) => outcome.startsWith('claimed'))
  return { exchanges: provider.calls.filter((call) => exchanging.test(call)).length, claims: claims.length }
}

type Story = {
  readonly kind: Kind
  readonly clock: RotationClock
  readonly killed: string
  readonly found: Found
  readonly before: Awaited<ReturnType<typeof countsOf>>
}

async function rowOf(world: KilledWorld, subject: LabSubject, story: Story): Promise<KilledRow> {
  const { kind, clock, killed, found, before } = story
  const record = await subject.record()
  const current = (await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''
  const { exchanges, claims } = await countsOf(subject)
  return {
    kind: kind.title,
    clock,
    killed,
    found: found.text,
    done: [...new Set(outcomesAfter(record, found))].join(', '),
    end: [record?.phase ?? 'no record', ...new Set(world.messages)].join(', '),
    works: subject.provider.works(current),
    isSettled: isSettled(record),
    messages: [...world.messages],
    outages: world.killing.outages(),
    leaks: world.killing.leaks(),
    exchanges: exchanges - before.exchanges,
    claims: claims - before.claims,
    orphans: subject.provider.live().filter(({ value, name }) => name.startsWith('tw-') && value !== current).length,
  }
}

const outcomesAfter = (record: RotationRecord | null, { entries }: Found) =>
  (record?.entries ?? []).slice(entries).map(({ outcome }) => outcome)
