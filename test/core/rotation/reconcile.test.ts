import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { succeeded } from '../../../functions/core/model/succeeded.ts'
import type { GivenUp } from '../../../functions/core/rotation/given-up.ts'
import { reconcile, reconcileGivenUp } from '../../../functions/core/rotation/reconcile.ts'
import { recordOrder } from '../../../functions/core/rotation/record-order.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

const minute = 60_000
const hour = 60 * minute

let lab: RotationLab
before(async () => {
  lab = await startRotationLab()
})
after(() => lab.close())

const withTerms = (terms: Partial<RotationTerms>) => (rotation: OurRotation) => ({
  ...rotation,
  terms: { ...rotation.terms, ...terms },
})

/** A subject whose new version was promoted a moment ago. */
async function promoted(kind = kinds.createRevoke, terms: Partial<RotationTerms> = {}): Promise<LabSubject> {
  const subject = await lab.subject(kind, withTerms(terms))
  await subject.begin()
  assert.ok(await subject.steps())
  return subject
}

/** Reconciles after a while, and returns the phase of the rotation. */
async function look(subject: LabSubject, afterMs: number): Promise<string | undefined> {
  lab.clock.ms += afterMs
  await subject.reconcile()
  return (await subject.record())?.phase
}

const rotationProblems = ({ notified }: LabSubject) =>
  notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)
const exchangesOf = ({ provider }: LabSubject) => provider.calls.filter((call) => call === 'POST /token')
const live = ({ provider }: LabSubject) => provider.live().map(({ value }) => value)

describe('after a promotion', () => {
  it('the old key lives until the drain is over, is revoked by its id, and is verified to be refused', async () => {
    const subject = await promoted()
    const foreign = subject.provider.add('break-glass')
    const current = (await subject.valueAt('AWSCURRENT'))?.['key']
    assert.equal(await look(subject, 14 * minute), 'draining')
    assert.equal(live(subject).length, 3)
    // The probes of the test itself must not look like a consumer.
    lab.clock.ms += hour
    assert.equal(await look(subject, minute), 'done')
    assert.deepEqual(live(subject).toSorted(), [current, foreign.value].toSorted())
  })

  it('the old key is held while the provider cannot list its keys: a failed answer is no proof that nobody uses it', async () => {
    const subject = await promoted()
    subject.provider.behaviour.fail.push('GET /keys')
    assert.equal(await look(subject, hour), 'held')
    assert.deepEqual([live(subject).length, rotationProblems(subject)], [2, ['open consumers_behind']])
    assert.equal(await look(subject, minute), 'done')
    assert.deepEqual([live(subject).length, rotationProblems(subject).at(-1)], [1, 'resolve consumers_behind'])
  })

  it('a revocation that fails is retried the next day, is never dropped, and is notified after the third failure', async () => {
    const subject = await promoted()
    const fails = () => subject.provider.behaviour.fail.push('DELETE /keys')
    for (const [index, expected] of [[], [], ['open revocation_failed']].entries()) {
      fails()
      assert.equal(await look(subject, index === 0 ? hour : 24 * hour), 'draining')
      assert.deepEqual(rotationProblems(subject), expected)
      assert.equal((await subject.record())?.retire.length, 1)
    }
    assert.equal(await look(subject, 24 * hour), 'done')
    assert.deepEqual(rotationProblems(subject), ['open revocation_failed', 'resolve revocation_failed'])
  })

  it('the next rotation does not begin while a revocation is open', async () => {
    const subject = await promoted()
    await subject.begin()
    await assert.rejects(subject.step('createSecret'), { message: 'the rotation before is not over: draining' })
  })

  it('a consumer that reads the secret at its start holds the old key until it reports the new version', async () => {
    const subject = await promoted(kinds.createRevoke, { consumers: [{ name: 'worker', reads: 'at_start' }] })
    assert.equal(await look(subject, hour), 'held')
    assert.equal(await look(subject, hour), 'held')
    assert.deepEqual(rotationProblems(subject), ['open consumers_behind'])
    assert.match((await subject.record())?.pendingMessage?.detail ?? '', /^behind: worker$/)
    const versionId = subject.versionAt('AWSCURRENT') ?? ''
    subject.reports.push({ consumer: 'worker', versionId, at: lab.clock.ms })
    assert.equal(await look(subject, minute), 'done')
    assert.deepEqual(rotationProblems(subject), ['open consumers_behind', 'resolve consumers_behind'])
  })

  it('a person can release the old key too, and their name is recorded', async () => {
    const subject = await promoted(kinds.createRevoke, { consumers: [{ name: 'worker', reads: 'at_start' }] })
    await look(subject, hour)
    const { journal } = subject.dependencies
    const given = await recordOrder(subject.check.key, { kind: 'release', by: 'ada', at: lab.clock.ms }, journal)
    assert.equal(given.kind, 'done')
    assert.equal(await look(subject, minute), 'done')
    const [record] = await journal.history(subject.check.key, 100)
    assert.ok(record?.entries.some(({ by }) => by === 'ada'))
    assert.equal((await recordOrder(subject.check.key, { kind: 'release', by: 'ada', at: 0 }, journal)).kind, 'refused')
  })

  it('a rotation incident is resolved when the next rotation succeeds', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    subject.provider.behaviour.scope = 'read'
    assert.equal(await subject.steps(), false)
    assert.deepEqual(rotationProblems(subject), ['open new_version_bad'])
    subject.provider.behaviour.scope = 'read write'
    await subject.begin()
    assert.ok(await subject.steps())
    assert.equal(await look(subject, hour), 'done')
    assert.deepEqual(rotationProblems(subject), ['open new_version_bad', 'resolve new_version_bad'])
  })

  it('the key that a rotation made is the one that the next revokes, if nothing else names its id', async () => {
    const subject = await lab.subject(kinds.createRevoke, withTerms({ idField: null, firstId: 'the first of all' }))
    const revoked = () =>
      subject.provider.calls.filter((call) => call.startsWith('DELETE')).map((call) => call.slice(13))
    const made: (string | undefined)[] = []
    for (let rotations = 0; rotations < 2; rotations += 1) {
      await subject.begin()
      assert.ok(await subject.steps())
      // The provider lists no key of the config's id, so that nobody's word but a person's lets it go.
      assert.equal(await look(subject, 2 * hour), rotations === 0 ? 'held' : 'done')
      if (rotations === 0) {
        const order = { kind: 'release', by: 'ada', at: lab.clock.ms } as const
        await recordOrder(subject.check.key, order, subject.dependencies.journal)
        assert.equal(await look(subject, minute), 'revoked')
      }
      if (rotations === 0) for (const key of subject.provider.keys.slice(0, 1)) key.diesAt = lab.clock.ms
      assert.equal(await look(subject, 2 * hour), 'done')
      made.push(subject.provider.keys.at(-1)?.id)
    }
    assert.deepEqual(revoked(), [encodeURIComponent('the first of all'), made[0]])
  })

  it('every phase is recorded, newest rotation first', async () => {
    const subject = await promoted()
    await look(subject, hour)
    await subject.begin()
    await subject.step('createSecret')
    const records = await subject.dependencies.journal.history(subject.check.key, 100)
    assert.deepEqual(
      records.map(({ phase }) => phase),
      ['saved', 'done'],
    )
    const phases = records[1]?.entries.map(({ phase }) => phase)
    assert.deepEqual(phases, ['preflight', 'claimed', 'saved', 'verified', 'draining', 'revoked', 'done'])
  })
})

describe('the reconciliation of a check', () => {
  it('gives every check its first turn within as many looks as there are checks', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const checks = Array.from({ length: 4 }, (_, index) => ({
      ...subject.check,
      key: `production/turn-${index}` as const,
    }))
    const firsts = new Set<string>()
    for (let looks = 0; looks < checks.length; looks += 1) {
      lab.clock.ms += 5 * minute
      // The first check uses up the invocation, as one whose provider hangs does.
      let left = 300_000
      const journal = {
        ...subject.dependencies.journal,
        read: async () => {
          left = 0
          return null
        },
      }
      const hanging = {
        ...subject.dependencies,
        deployment: { ...subject.deployment, checks },
        journal,
        remainingMs: () => left,
      }
      const [first, ...more] = await reconcile(['production'], hanging)
      assert.deepEqual(more, [])
      if (first !== undefined) firsts.add(first.check.key)
    }
    assert.equal(firsts.size, checks.length)
  })

  it('does not begin with less than 70 seconds left of the invocation', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const reconciledWith = (leftMs: number) =>
      reconcile(['production'], { ...subject.dependencies, remainingMs: () => leftMs })
    assert.deepEqual(await reconciledWith(69_999), [])
    assert.deepEqual(
      (await reconciledWith(70_000)).map(({ check }) => check.key),
      [subject.check.key],
    )
  })
})

describe('a half-done rotation', () => {
  it('that left an empty pending version is given up, and the next rotation has another token', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const first = await subject.begin()
    lab.clock.ms += 16 * minute
    await reconcileGivenUp(await givenUp(subject), subject.dependencies)
    assert.equal(subject.versionAt('AWSPENDING'), undefined)
    assert.equal((await subject.record())?.phase, 'abandoned')
    assert.notEqual(await subject.begin(), first)
    assert.ok(await subject.steps())
  })

  it('is finished if the new version works', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    assert.equal(await look(subject, 16 * minute), 'draining')
    assert.deepEqual(rotationProblems(subject), [])
  })

  it('is rolled forward at once if consumers fail and the new version works', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    const [old] = subject.provider.keys
    if (old !== undefined) old.diesAt = lab.clock.ms
    await reconcileGivenUp(await givenUp(subject), subject.dependencies)
    assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''))
    assert.deepEqual(rotationProblems(subject), ['open rolled_forward'])
  })

  it('is given up for a version that a person stored after new consent, and the next rotation starts from there', async () => {
    const subject = await lab.subject(kinds.refreshRotating)
    const [spent] = subject.provider.keys
    if (spent !== undefined) spent.usedAt = lab.clock.ms
    await subject.begin()
    assert.equal(await subject.steps(), false)
    assert.deepEqual(rotationProblems(subject), ['open consent_needed'])
    byHand(subject)
    assert.equal(await look(subject, 16 * minute), 'abandoned')
    assert.equal(subject.versionAt('AWSPENDING'), undefined)
    assert.deepEqual(rotationProblems(subject), ['open consent_needed', 'resolve consent_needed'])
    await subject.begin()
    assert.ok(await subject.steps())
    assert.equal((await subject.record())?.phase, 'done')
  })

  it('that was given up before a person stored a version also ends with that version', async () => {
    const subject = await lab.subject(kinds.refreshIntrospected)
    const [spent] = subject.provider.keys
    if (spent !== undefined) spent.usedAt = lab.clock.ms
    await subject.begin()
    assert.equal(await subject.steps(), false)
    assert.equal(subject.provider.calls.includes('POST /token'), false)
    assert.equal(await look(subject, 16 * minute), 'abandoned')
    assert.deepEqual(rotationProblems(subject), ['open consent_needed'])
    byHand(subject)
    await look(subject, hour - (lab.clock.ms % hour))
    assert.deepEqual(rotationProblems(subject), ['open consent_needed', 'resolve consent_needed'])
  })

  for (const kind of [kinds.refreshRotating, kinds.refreshIntrospected])
    it(`of ${kind.title} is not ended by a person who adds a field beside a spent token, only by new consent`, async () => {
      const subject = await lab.subject(kind)
      const [spent] = subject.provider.keys
      if (spent !== undefined) spent.usedAt = lab.clock.ms
      await subject.begin()
      assert.equal(await subject.steps(), false)
      const { length } = exchangesOf(subject)
      const source = subject.check.secret?.source
      const id = source?.from === 'secrets-manager' ? source.id : ''
      lab.secretsManager.put(id, JSON.stringify({ ...(await subject.valueAt('AWSCURRENT')), more: 1 }))
      for (let looks = 0; looks < 8; looks += 1) await look(subject, 16 * minute)
      assert.deepEqual(rotationProblems(subject), ['open consent_needed'])
      // Secrets Manager refuses while the version of the first one is pending.
      await succeeded(subject.begin())
      assert.equal(await subject.steps(), false)
      assert.equal(exchangesOf(subject).length, length)
      byHand(subject)
      for (let looks = 0; looks < 8; looks += 1) await look(subject, 16 * minute)
      assert.deepEqual(rotationProblems(subject).at(-1), 'resolve consent_needed')
    })

  it('stays claimed if a person adds a field beside a token that was refused as spent and whose access token still lives', async () => {
    const subject = await lab.subject({ ...kinds.refreshRotating, behaviour: { graceMs: 20 * hour } })
    subject.provider.behaviour.twist = (call, reply) =>
      call === 'POST /token' ? [400, { error: 'invalid_grant' }] : reply
    await subject.begin()
    assert.equal(await subject.steps(), false)
    const source = subject.check.secret?.source
    const id = source?.from === 'secrets-manager' ? source.id : ''
    lab.secretsManager.put(id, JSON.stringify({ ...(await subject.valueAt('AWSCURRENT')), more: 1 }))
    assert.equal(await look(subject, 16 * minute), 'claimed')
    assert.deepEqual(rotationProblems(subject), ['open consent_needed'])
  })

  it('revokes its own key if a person stored a version first, and leaves that version in force', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    const made = (await subject.valueAt('AWSPENDING'))?.['key'] ?? ''
    const theirs = byHand(subject)
    assert.equal(await look(subject, 16 * minute), 'abandoned')
    assert.deepEqual([subject.provider.works(made), subject.provider.works(theirs)], [false, true])
    assert.equal((await subject.valueAt('AWSCURRENT'))?.['key'], theirs)
  })

  it('without a version that works notifies once, and is not retried', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    for (const key of subject.provider.keys) key.diesAt = lab.clock.ms
    const exchanges = subject.provider.keys.length
    for (let again = 0; again < 3; again += 1) {
      lab.clock.ms += 20 * minute
      await reconcileGivenUp(await givenUp(subject), subject.dependencies)
    }
    assert.deepEqual(rotationProblems(subject), ['open locked_out'])
    assert.equal(subject.provider.keys.length, exchanges)
  })

  it('of a secret that Tokenwatch does not rotate is left alone', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const { arn } = lab.secretsManager.describe('lab/admin')
    assert.equal(await reconcileGivenUp({ ...(await givenUp(subject)), secretArn: arn }, subject.dependencies), null)
  })
})

describe('a scheduled rotation date of Secrets Manager that has passed', () => {
  it('is notified once for a credential that was never rotated, and is resolved after the next rotation', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.schedule(30)
    // Secrets without an open rotation are described once an hour.
    lab.clock.ms += hour - (lab.clock.ms % hour)
    await look(subject, 30 * 24 * hour)
    assert.deepEqual(rotationProblems(subject), [])
    for (let again = 0; again < 3; again += 1) await look(subject, 27 * hour)
    assert.deepEqual(rotationProblems(subject), ['open schedule_missed'])
    await subject.begin()
    assert.ok(await subject.steps())
    assert.equal(await look(subject, hour), 'done')
    assert.deepEqual(rotationProblems(subject), ['open schedule_missed', 'resolve schedule_missed'])
  })
})

describe('a credential that lives shorter than Secrets Manager can schedule', () => {
  it("is rotated by Tokenwatch's own clock before it ends, every hour, and no consumer fails", async () => {
    const subject = await lab.subject({ ...kinds.refreshRotating, behaviour: { lifeMs: hour } })
    await subject.begin()
    assert.ok(await subject.steps())
    for (let looks = 0; looks < 36; looks += 1) {
      await look(subject, 5 * minute)
      assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''), `look ${looks}`)
    }
    const rotations = await subject.dependencies.journal.history(subject.check.key, 100)
    assert.ok(rotations.length >= 4 && rotations.length <= 6, String(rotations.length))
    assert.equal(subject.versionAt('AWSPENDING'), undefined)
  })

  it('is left alone if it lives long, unless it would expire from lack of use', async () => {
    const keepAliveSeconds = 3 * 86_400
    for (const [terms, rotations] of [
      [{}, 1],
      [{ keepAliveSeconds }, 2],
    ] as const) {
      const subject = await lab.subject(kinds.refreshGrace, withTerms(terms))
      await subject.begin()
      assert.ok(await subject.steps())
      await look(subject, 2 * 86_400_000 + minute)
      const { journal } = subject.dependencies
      assert.equal((await journal.history(subject.check.key, 100)).length, rotations)
    }
  })
})

/** Stores a version by hand, and returns its key. */
function byHand({ provider, check }: LabSubject): string {
  const { value: key, refresh, id, diesAt } = provider.add('by hand')
  const source = check.secret?.source
  const until = Math.floor(diesAt / 1_000)
  lab.secretsManager.put(
    source?.from === 'secrets-manager' ? source.id : '',
    JSON.stringify({ key, refresh, id, until }),
  )
  return key
}

/** Records the event of Secrets Manager that it gave the subject's rotation up. */
async function givenUp(subject: LabSubject): Promise<GivenUp> {
  const { source } = subject.check.secret ?? {}
  const { arn } = lab.secretsManager.describe(source?.from === 'secrets-manager' ? source.id : '')
  const versionId = (await subject.record())?.versionId ?? null
  return { secretArn: arn, event: 'failed', versionId, step: 'testSecret' }
}
