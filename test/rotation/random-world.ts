import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { reconcileGivenUp } from '../../functions/core/rotation/reconcile.ts'
import { isSettled } from '../../functions/core/rotation/record.ts'
import { recordOrder } from '../../functions/core/rotation/record-order.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import type { RotationLab } from '../support/rotation-lab.ts'
import { type FaultQueue, openFaults } from './faulty-provider.ts'
import type { Interruption, PersonsMove, RotationMove, RotationSchedule } from './random-moves.ts'
import { openRules, type RotationRules } from './rotation-rules.ts'
import { Killed, watched } from './watched-calls.ts'

const minute = 60_000

/** As the deployed function: five minutes. */
const invocationMs = 5 * minute

/** A change of the machine's calls: a fault that is planted to see that the rules find it. */
export type Plant = (dependencies: RotateDependencies) => RotateDependencies

type World = {
  readonly lab: RotationLab
  readonly subject: LabSubject
  readonly rules: RotationRules
  readonly faults: FaultQueue
  readonly plant: Plant
  /** Offset of the machine's clock in the present run. */
  skewMs: number
  /** True once a person decided which version is current. */
  touched: boolean
  cancelled: boolean
}

/** Runs a schedule, then lets the machine come to its end. Returns the rules that it broke. */
export async function runSchedule(
  lab: RotationLab,
  { kind, isShort, moves }: RotationSchedule,
  plant: Plant = (dependencies) => dependencies,
): Promise<readonly string[]> {
  const behaviour = isShort ? { ...kind.behaviour, lifeMs: 60 * minute } : kind.behaviour
  const subject = await lab.subject({ ...kind, behaviour })
  const rules = openRules(subject)
  const machineNow = () => lab.clock.ms + world.skewMs
  const faults = openFaults(subject.provider, (call) => rules.arrived(call, machineNow()))
  const world: World = { lab, subject, rules, faults, plant, skewMs: 0, touched: false, cancelled: false }
  rules.stored(subject.versionAt('AWSCURRENT') ?? '', subject.provider.keys[0]?.value ?? '')
  rules.looked()
  for (const move of moves) await make(move, world)
  await comeToTheEnd(world)
  await subject.close()
  return [...rules.broken, ...(await faultsAtTheEnd(world))]
}

async function make(move: RotationMove, world: World): Promise<void> {
  const { lab, subject, faults } = world
  if (move.kind === 'time') lab.clock.ms += move.ms
  if (move.kind === 'fault') faults.add(move.fault)
  if (move.kind === 'person') await movePerson(move.move, world)
  if (move.kind === 'request' && (await succeeded(subject.begin()))) world.cancelled = false
  if (move.kind === 'throttled')
    lab.secretsManager.inject({ operation: move.operation, times: 2, fault: { error: 'ThrottlingException' } })
  if (move.kind === 'use') await use(move.stage, subject)
  if (move.kind === 'death') await end(move.stage, world)
  if (move.kind !== 'steps' && move.kind !== 'look') return
  world.skewMs = move.skewMs
  if (move.kind === 'steps') await steps(move.during, world)
  else await look(move.during, world)
  world.skewMs = 0
}

/** A consumer asks the API with the credential of a version. */
async function use(stage: string, subject: LabSubject): Promise<void> {
  const value = (await subject.valueAt(stage))?.['key'] ?? ''
  await fetch(`${subject.provider.url}/me`, { headers: { authorization: `Bearer ${value}` } }).catch(() => null)
}

/** The provider, or a person at its console, ends the credential of a version. */
async function end(stage: string, world: World): Promise<void> {
  const { lab, subject } = world
  const value = (await subject.valueAt(stage))?.['key']
  const key = subject.provider.keys.find((one) => one.value === value)
  if (key !== undefined) key.diesAt = Math.min(key.diesAt, lab.clock.ms)
  world.touched = true
}

/** Runs the steps as Secrets Manager does, which removes AWSPENDING after the last one. */
async function steps(during: Interruption, world: World): Promise<void> {
  const { subject } = world
  const pending = subject.versionAt('AWSPENDING')
  if (world.cancelled || pending === undefined || pending === subject.versionAt('AWSCURRENT')) return
  if (await subject.steps(interrupted(during, world))) await dropLabel(subject)
}

async function look(during: Interruption, world: World): Promise<void> {
  await succeeded(world.subject.reconcile(interrupted(during, world)))
}

async function dropLabel({ dependencies, secretArn, versionAt }: LabSubject): Promise<void> {
  await succeeded(dependencies.versions.dropPending(secretArn, versionAt('AWSPENDING') ?? ''))
}

/** Dependencies of one run, which may die at a call, or meet a person's move. */
function interrupted(during: Interruption, world: World): RotateDependencies {
  const { lab, subject, rules, plant } = world
  subject.remaining.untilMs = lab.clock.ms + invocationMs
  let [calls, looks] = [0, 0]
  let isDead = false
  const under = { ...rules.dependencies, now: () => lab.clock.ms + world.skewMs }
  const hooked = watched(under, {
    async before(name) {
      if (during.kind === 'killed' && calls === during.atCall) isDead = true
      calls += 1
      if (isDead) throw new Killed()
      if (name !== 'describe') return
      if (during.kind === 'moved' && looks === during.atLook) await movePerson(during.move, world)
      looks += 1
    },
    after(name) {
      if (name === 'describe') rules.looked()
    },
  })
  return plant(hooked)
}

async function movePerson(move: PersonsMove, world: World): Promise<void> {
  const { lab, subject, rules } = world
  const { versions, journal } = subject.dependencies
  const [current, previous] = [subject.versionAt('AWSCURRENT'), subject.versionAt('AWSPREVIOUS')]
  const put = (value: Record<string, unknown>) => {
    const versionId = lab.secretsManager.put(subject.secretArn, JSON.stringify(value))
    rules.stored(versionId, String(value['key']))
  }
  if (move === 'back' && current !== undefined && previous !== undefined) {
    await succeeded(versions.promote(subject.secretArn, previous, current))
    world.touched = true
  }
  if (move === 'old') {
    const value = await subject.valueAt('AWSPREVIOUS')
    if (value !== undefined) put(value)
    world.touched = true
  }
  if (move === 'new') {
    const { value: key, refresh, id, diesAt } = subject.provider.add('by hand')
    put({ key, refresh, id, until: Math.floor(diesAt / 1_000) })
    world.touched = true
  }
  if (move === 'field') put({ ...(await subject.valueAt('AWSCURRENT')), more: lab.clock.ms })
  if (move === 'label') await dropLabel(subject)
  if (move === 'enable') subject.schedule(30)
  if (move === 'release') {
    const order = { kind: 'release', by: 'ada', at: lab.clock.ms } as const
    if ((await recordOrder(subject.check.key, order, journal)).kind === 'done') rules.released()
  }
  if (move === 'cancel') {
    world.cancelled = true
    const client = secretsManagerClient(lab.secretsManager.url)
    await client.send(new CancelRotateSecretCommand({ SecretId: subject.secretArn }))
    client.destroy()
  }
}

/** Looks that a rotation may need to its end once nothing disturbs it: often at first, later past the end of a token of five hours. */
const looks = { often: 4, everyMs: 5 * minute, later: 10, laterMs: 40 * minute }

/** Lets Secrets Manager retry and give up, and our clock look, until nothing is open. */
async function comeToTheEnd(world: World): Promise<void> {
  const { lab, subject, faults } = world
  faults.clear()
  lab.secretsManager.clearFaults()
  for (const spacingMs of [1_000, 20_000]) {
    lab.clock.ms += spacingMs
    await steps({ kind: 'none' }, world)
  }
  const givenUp = await subject.record()
  if (givenUp !== null && !isSettled(givenUp)) {
    const { versionId } = givenUp
    const event = { secretArn: subject.secretArn, event: 'failed', versionId, step: null } as const
    await succeeded(reconcileGivenUp(event, interrupted({ kind: 'none' }, world)))
  }
  for (let number = 0; number < looks.often + looks.later; number += 1) {
    if (isSettled(await subject.record())) return
    lab.clock.ms += number < looks.often ? looks.everyMs : looks.laterMs
    await look({ kind: 'none' }, world)
  }
}

async function faultsAtTheEnd({ subject, touched }: World): Promise<readonly string[]> {
  const record = await subject.record()
  const isPaged = record?.pendingMessage?.notified === true
  const broken: string[] = []
  if (!isSettled(record) && !isPaged) broken.push(`neither settled nor paged: ${record?.phase}`)
  const value = (await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''
  const key = subject.provider.keys.find((one) => one.value === value)
  const life = subject.provider.behaviour.lifeMs
  const wasEnded = key === undefined || key.diesAt < key.createdAt + life
  if (!subject.provider.works(value) && wasEnded && !touched && !isPaged)
    broken.push(`locked out and not paged: ${record?.phase}`)
  return broken
}
