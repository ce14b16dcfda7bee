import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { reconcileGivenUp } from '../../../functions/core/rotation/reconcile.ts'
import { watched } from '../../rotation/watched-calls.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { type Kind, kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

const minute = 60_000
const hour = 60 * minute

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

const problems = ({ notified }: LabSubject) =>
  notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)
const secretId = ({ check: { secret } }: LabSubject) =>
  secret?.source.from === 'secrets-manager' ? secret.source.id : ''
const works = async (subject: LabSubject, stage = 'AWSCURRENT') =>
  subject.provider.works((await subject.valueAt(stage))?.['key'] ?? '')
const revocations = ({ provider }: LabSubject) => provider.calls.filter((call) => call.startsWith('DELETE'))

async function look(subject: LabSubject, afterMs: number): Promise<string | undefined> {
  lab.clock.ms += afterMs
  await subject.reconcile()
  return (await subject.record())?.phase
}

async function draining(terms: Partial<RotationTerms> = {}): Promise<LabSubject> {
  const subject = await lab.subject(kinds.createRevoke, (rotation: OurRotation) => ({
    ...rotation,
    terms: { ...rotation.terms, ...terms },
  }))
  await subject.begin()
  assert.ok(await subject.steps())
  return subject
}

/** Answers 401 to the next probes, although the key is good. */
function falseRefusals({ provider }: LabSubject, times: number): void {
  let left = times
  provider.behaviour.twist = (call, reply) => (call === 'GET /me' && left-- > 0 ? [401, {}] : reply)
}

describe('in a drain', () => {
  it('a person who moves AWSCURRENT back keeps both keys, and is notified', async () => {
    const subject = await draining()
    const [old = '', made = ''] = [subject.versionAt('AWSPREVIOUS'), subject.versionAt('AWSCURRENT')]
    await subject.dependencies.versions.promote(secretId(subject), old, made)
    assert.equal(await look(subject, hour), 'abandoned')
    assert.deepEqual([revocations(subject), await works(subject)], [[], true])
    assert.deepEqual(problems(subject), ['open moved_back'])
  })

  it('a person who moves AWSCURRENT back between any two looks of one run keeps both keys', async () => {
    for (let at = 0; at < 4; at += 1) {
      const subject = await draining()
      const [old = '', made = ''] = [subject.versionAt('AWSPREVIOUS'), subject.versionAt('AWSCURRENT')]
      let described = 0
      const moving = watched(subject.dependencies, {
        async before(name) {
          if (name !== 'describe') return
          if (described === at) await subject.dependencies.versions.promote(secretId(subject), old, made)
          described += 1
        },
        after() {},
      })
      lab.clock.ms += hour
      await subject.reconcile(moving)
      assert.deepEqual([revocations(subject), await works(subject)], [[], true], `moved before look ${at + 1}`)
      await look(subject, 5 * minute)
      assert.deepEqual(problems(subject), ['open moved_back'])
    }
  })

  it('a person who makes a new version current that was to be taken back keeps its key', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    const [old = '', made = ''] = [subject.versionAt('AWSCURRENT'), subject.versionAt('AWSPENDING')]
    falseRefusals(subject, Number.POSITIVE_INFINITY)
    let described = 0
    const moving = watched(subject.dependencies, {
      async before(name) {
        described += name === 'describe' ? 1 : 0
        if (name === 'describe' && described === 3)
          await subject.dependencies.versions.promote(secretId(subject), made, old)
      },
      after() {},
    })
    await subject.step('testSecret', moving).catch(() => {})
    assert.ok(described >= 3, String(described))
    assert.deepEqual([revocations(subject), await works(subject)], [[], true])
  })

  it('a person who stores the old value again keeps it', async () => {
    const subject = await draining()
    const old = await subject.valueAt('AWSPREVIOUS')
    lab.secretsManager.put(secretId(subject), JSON.stringify(old))
    assert.equal(await look(subject, hour), 'abandoned')
    assert.deepEqual([revocations(subject), await works(subject)], [[], true])
    assert.deepEqual(problems(subject), ['open moved_back'])
  })

  it('a person who adds a field to the new value changes nothing', async () => {
    const subject = await draining()
    lab.secretsManager.put(secretId(subject), JSON.stringify({ ...(await subject.valueAt('AWSCURRENT')), more: 1 }))
    assert.match((await look(subject, hour)) ?? '', /revoked|done/)
    assert.deepEqual([revocations(subject).length, await works(subject)], [1, true])
  })

  it('a new key that dies is not left alone: the old one is kept and current again', async () => {
    const subject = await draining()
    const made = subject.provider.keys.at(-1)
    if (made !== undefined) made.diesAt = lab.clock.ms
    assert.equal(await look(subject, hour), 'quarantined')
    assert.deepEqual([revocations(subject), await works(subject)], [[], true])
    assert.deepEqual(problems(subject), ['open rolled_back'])
  })

  it('nothing is revoked while the new version cannot be proved, by one answer or by any', async () => {
    for (const times of [1, 2]) {
      const subject = await draining()
      falseRefusals(subject, times)
      assert.equal(await look(subject, hour), 'draining')
      assert.deepEqual(revocations(subject), [])
      assert.match((await look(subject, 5 * minute)) ?? '', /revoked|done/)
      assert.equal(await works(subject), true)
    }
  })

  it('that stops for the same reason for an hour is paged once, and resolved when it ends', async () => {
    const subject = await draining()
    subject.provider.behaviour.twist = (call, reply) => (call === 'GET /me' ? [503, {}] : reply)
    for (let looks = 0; looks < 10; looks += 1) await look(subject, 20 * minute)
    assert.deepEqual([revocations(subject), problems(subject)], [[], ['open no_progress']])
    subject.provider.behaviour.twist = null
    for (let looks = 0; looks < 5; looks += 1) await look(subject, 20 * minute)
    assert.deepEqual(problems(subject), ['open no_progress', 'resolve no_progress'])
    assert.equal((await subject.record())?.phase, 'done')
  })

  it('a reader that nobody named as a consumer is named, and keeps the old key', async () => {
    const subject = await draining()
    subject.unnamed.push('arn:aws:iam::123456789012:role/billing')
    assert.equal(await look(subject, hour), 'held')
    assert.deepEqual([revocations(subject), problems(subject)], [[], ['open consumers_behind']])
    assert.match(subject.notified[0]?.pendingMessage.detail ?? '', /behind: arn:aws:iam::123456789012:role\/billing/)
    subject.unnamed.length = 0
    assert.match((await look(subject, 5 * minute)) ?? '', /revoked|done/)
  })

  it('a listing that fails is no evidence', async () => {
    const subject = await draining()
    subject.provider.behaviour.fail.push('GET /keys')
    assert.equal(await look(subject, hour), 'held')
    assert.deepEqual(revocations(subject), [])
  })
})

describe('one false refusal of a good current version', () => {
  async function saved(kind: Kind): Promise<LabSubject> {
    const subject = await lab.subject(kind)
    await subject.begin()
    await subject.step('createSecret')
    return subject
  }

  async function repaired(subject: LabSubject): Promise<void> {
    const { arn } = lab.secretsManager.describe(secretId(subject))
    const versionId = (await subject.record())?.versionId ?? null
    await reconcileGivenUp({ secretArn: arn, event: 'failed', versionId, step: 'testSecret' }, subject.dependencies)
  }

  it('promotes nothing', async () => {
    for (const kind of [kinds.createRevoke, kinds.clientCredentials]) {
      const subject = await saved(kind)
      const current = subject.versionAt('AWSCURRENT')
      falseRefusals(subject, 1)
      await repaired(subject)
      assert.equal(subject.versionAt('AWSCURRENT'), current)
      assert.deepEqual(problems(subject), [])
    }
  })

  it('repeated while its provider is known for them, or an experiment runs, promotes nothing either', async () => {
    const subject = await saved(kinds.createRevoke)
    const current = subject.versionAt('AWSCURRENT')
    subject.held.now = true
    falseRefusals(subject, 2)
    await repaired(subject)
    assert.equal(subject.versionAt('AWSCURRENT'), current)
    subject.held.now = false
    const [old] = subject.provider.keys
    if (old !== undefined) old.diesAt = lab.clock.ms
    await repaired(subject)
    assert.deepEqual(problems(subject), ['open rolled_forward'])
  })
})

describe('an answer with the key that is already current', () => {
  for (const kind of [kinds.createRevoke, kinds.rotateDead, kinds.rotateGrace, kinds.clientCredentials])
    it(`of ${kind.title} issues nothing: it is neither saved nor revoked, and pages in time`, async () => {
      const subject = await lab.subject(kind)
      const value = await subject.valueAt('AWSCURRENT')
      const [key] = subject.provider.keys
      subject.provider.behaviour.twist = (call, [status, json]) => {
        if (key === undefined || !/^POST \/(keys|rotate|token)/.test(call)) return [status, json]
        key.diesAt = lab.clock.ms + 30 * 24 * hour
        return [200, { id: key.id, value: key.value, access_token: key.value }]
      }
      const current = subject.versionAt('AWSCURRENT')
      for (let generation = 0; generation < 3; generation += 1) {
        await subject.begin()
        await assert.rejects(subject.step('createSecret'), { message: 'no token was granted: nothing_new_issued' })
        await look(subject, 16 * minute)
        await look(subject, 31 * minute)
      }
      assert.deepEqual([subject.versionAt('AWSCURRENT'), revocations(subject)], [current, []])
      assert.ok(subject.provider.works(value?.['key'] ?? ''))
      assert.deepEqual(problems(subject), ['open no_progress'])
    })
})
