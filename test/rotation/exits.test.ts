import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import { crashing } from '../core/rotation/crashes.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import { type Kind, kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'

const minute = 60_000
const hour = 60 * minute

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

const problems = ({ notified }: LabSubject) =>
  notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)

async function look(subject: LabSubject, afterMs: number): Promise<string | undefined> {
  lab.clock.ms += afterMs
  await subject.reconcile()
  return (await subject.record())?.phase
}

const works = async (subject: LabSubject) =>
  subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? '')

/** Runs the steps in a process that dies once this call took effect. */
async function killedAfter(named: string, subject: LabSubject): Promise<void> {
  const point = { after: Number.POSITIVE_INFINITY, named }
  const dying = crashing(subject.dependencies, point, () => {}, new Map())
  assert.equal(await subject.steps(dying.dependencies), false)
  assert.equal(dying.last(), named)
}

/** Removes AWSPENDING, as Secrets Manager does after its last step, or an operator. */
function dropLabel(subject: LabSubject): Promise<void> {
  const { source } = subject.check.secret ?? {}
  const id = source?.from === 'secrets-manager' ? source.id : ''
  return subject.dependencies.versions.dropPending(id, subject.versionAt('AWSPENDING') ?? '')
}

describe('a rotation that was killed after its promotion', () => {
  for (const kind of [kinds.refreshRotating, kinds.rotateDead, kinds.createRevoke, kinds.clientCredentials])
    it(`of ${kind.title} ends well although AWSPENDING is gone, and the next one is possible`, async () => {
      const subject = await lab.subject(kind)
      await subject.begin()
      await killedAfter('promote', subject)
      await subject.steps()
      await dropLabel(subject)
      await look(subject, 16 * minute)
      assert.match((await subject.record())?.phase ?? '', /^(done|draining)$/)
      assert.deepEqual(problems(subject), [])
    })

  for (const fail of ['GET /me'])
    it('ends well once a provider that fails for a minute answers again', async () => {
      const subject = await lab.subject(kinds.refreshRotating)
      await subject.begin()
      // The probe of the old version comes first.
      await subject.step('createSecret', failing(subject, fail, 1))
      assert.equal((await subject.record())?.phase, 'promoted')
      assert.equal(await look(subject, 16 * minute), 'done')
      assert.deepEqual(problems(subject), [])
    })

  it('pages if the provider cannot be asked for hours, and resolves it afterwards', async () => {
    const subject = await lab.subject(kinds.refreshRotating)
    await subject.begin()
    await subject.step('createSecret', failing(subject, 'GET /me', 1))
    for (let looks = 0; looks < 5; looks += 1) {
      lab.clock.ms += 16 * minute
      await subject.reconcile(failing(subject, 'GET /me', 0))
    }
    assert.deepEqual(problems(subject), ['open no_progress'])
    assert.equal(await look(subject, 16 * minute), 'done')
    assert.deepEqual(problems(subject), ['open no_progress', 'resolve no_progress'])
  })
})

/** Dependencies whose provider answers 503 to a path, from the given call on. */
function failing({ dependencies }: LabSubject, call: string, from: number): RotateDependencies {
  let calls = 0
  const exchange: RotateDependencies['network']['exchange'] = async (request, signal) => {
    const answer = await dependencies.network.exchange(request, signal)
    if (`${request.method} ${request.url.pathname}` !== call || answer.kind === 'failure') return answer
    calls += 1
    return calls > from ? { ...answer, status: 503 } : answer
  }
  return { ...dependencies, network: { ...dependencies.network, exchange } }
}

describe("Tokenwatch's own clock", () => {
  const hourly = (kind: Kind): Kind => ({ ...kind, behaviour: { ...kind.behaviour, lifeMs: hour } })
  const kept = [
    kinds.refreshGrace,
    kinds.refreshStatic,
    kinds.clientCredentials,
    kinds.derived,
    kinds.rotateDeadRecovered,
  ]

  /** A token of one hour that was rotated once and is due again. */
  async function due(kind: Kind): Promise<LabSubject> {
    const subject = await lab.subject(hourly(kind))
    await subject.begin()
    assert.ok(await subject.steps())
    lab.clock.ms += 46 * minute
    return subject
  }

  /** Looks every five minutes for an hour. The current version works at each of them. */
  async function lives(subject: LabSubject, where: string): Promise<void> {
    for (let looks = 0; looks < 12; looks += 1) {
      lab.clock.ms += 5 * minute
      await subject.reconcile()
      if (looks > 0) assert.ok(await works(subject), `${where}, look ${looks}`)
    }
  }

  for (const kind of kept) {
    it(`tries ${kind.title} again after a failure and after a lost answer`, async () => {
      for (const trouble of ['fail', 'lose'] as const) {
        const subject = await due(kind)
        subject.provider.behaviour[trouble].push('POST /token', 'POST /app', 'POST /keys')
        await lives(subject, trouble)
      }
    })

    // Killed processes, of every class: test/rotation.
    if (kind !== kinds.clientCredentials) continue
    it(`goes on with ${kind.title} wherever it was killed`, async () => {
      for (let calls = 1; ; calls += 1) {
        const subject = await due(kind)
        const probe = crashing(subject.dependencies, { after: calls }, () => {}, new Map())
        await succeeded(subject.reconcile(probe.dependencies))
        await lives(subject, `killed after ${probe.last()}`)
        if (probe.calls() < calls) break
      }
    })
  }

  it('looks into escrow', async () => {
    const subject = await due(kinds.refreshRotating)
    lab.secretsManager.inject({
      operation: 'PutSecretValue',
      times: 1_000,
      fault: { error: 'ThrottlingException', status: 400 },
    })
    subject.remaining.untilMs = lab.clock.ms + 90_000
    await subject.reconcile()
    assert.equal((await subject.record())?.phase, 'escrowed')
    lab.secretsManager.clearFaults()
    subject.remaining.untilMs = Number.POSITIVE_INFINITY
    await lives(subject, 'in escrow')
    assert.equal(subject.provider.calls.filter((call) => call === 'POST /token').length, 3)
  })
})

describe('AWSPENDING that an operator removed', () => {
  it('before anything was spent ends the rotation, and the next has another token', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const first = await subject.begin()
    const broken = { ...subject.dependencies, remainingMs: () => 1 }
    assert.equal(await subject.steps(broken), false)
    await dropLabel(subject)
    assert.equal(await look(subject, 16 * minute), 'abandoned')
    assert.notEqual(await subject.begin(), first)
    assert.ok(await subject.steps())
  })

  it('from a saved version of a class that can go back takes the new key back', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    const made = (await subject.valueAt('AWSPENDING'))?.['key'] ?? ''
    await dropLabel(subject)
    assert.equal(await look(subject, 16 * minute), 'abandoned')
    assert.deepEqual([subject.provider.works(made), await works(subject)], [false, true])
  })

  for (const kind of [kinds.refreshRotating, kinds.rotateDead, kinds.rotateGrace])
    it(`from the only version that lives on, of ${kind.title}, does not lose it`, async () => {
      for (const point of ['save', 'record saved']) {
        const subject = await lab.subject(kind)
        await subject.begin()
        await killedAfter(point, subject)
        await dropLabel(subject)
        await look(subject, 16 * minute)
        await look(subject, 16 * minute)
        assert.match((await subject.record())?.phase ?? '', /^(done|draining)$/, point)
        assert.ok(await works(subject), point)
        assert.equal(subject.provider.keys.length, 2, point)
      }
    })
})

describe('what makes no progress', () => {
  it('pages with the reason: a slot that is full, again and again', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.provider.behaviour.twist = (call, reply) => (call === 'POST /keys' ? [409, {}] : reply)
    for (let generation = 0; generation < 3; generation += 1) {
      await subject.begin()
      for (let retry = 0; retry < 3; retry += 1) assert.equal(await subject.steps(), false)
      await look(subject, 16 * minute)
      await look(subject, 31 * minute)
    }
    assert.deepEqual(problems(subject), ['open no_progress'])
    assert.match(subject.notified[0]?.pendingMessage.detail ?? '', /HTTP 409|stayed empty/)
  })

  it('pages before the end of a short-lived token whose exchange is refused', async () => {
    const subject = await lab.subject({ ...kinds.clientCredentials, behaviour: { lifeMs: hour } })
    await subject.begin()
    assert.ok(await subject.steps())
    subject.provider.behaviour.twist = (call, reply) => (call === 'POST /token' ? [401, {}] : reply)
    lab.clock.ms += 40 * minute
    for (let looks = 0; looks < 4; looks += 1) await look(subject, 5 * minute)
    assert.deepEqual(problems(subject), ['open no_progress'])
  })
})

describe('a claim', () => {
  it('of a killed run is waited for by a retry one second later, which then goes on', async () => {
    const subject = await lab.subject(kinds.refreshGrace)
    await subject.begin()
    await killedAfter('POST /token', subject)
    lab.clock.ms += 1_000
    assert.ok(await subject.steps())
    assert.ok(await works(subject))
  })

  it('is given back if the run fails before its exchange', async () => {
    const subject = await lab.subject(kinds.rotateDead)
    await subject.begin()
    const { versions } = subject.dependencies
    let describes = 0
    const throttled = {
      ...versions,
      describe: async (arn: string) => {
        const { claimedAt = null } = (await subject.record()) ?? {}
        if (claimedAt !== null && describes++ === 0) throw new Error('ThrottlingException')
        return versions.describe(arn)
      },
    }
    assert.equal(await subject.steps({ ...subject.dependencies, versions: throttled }), false)
    assert.equal((await subject.record())?.claimedAt, null)
    assert.ok(await subject.steps())
    assert.ok(await works(subject))
  })
})
