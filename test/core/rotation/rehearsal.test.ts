import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OurRotation } from '../../../functions/core/model/ours.ts'
import { rehearsalKey } from '../../../functions/core/rotation/rehearsal.ts'
import { rehearse } from '../../../functions/core/rotation/rehearse.ts'
import type { RotateDependencies } from '../../../functions/core/rotation/rotation-run.ts'
import { type StartDependencies, startRotation } from '../../../functions/core/rotation/start.ts'
import { Killed, watched } from '../../rotation/watched-calls.ts'
import { aSecret } from '../../support/check.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { isLongRun } from '../../support/long-run.ts'
import { type Kind, kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

const minute = 60_000
const day = 24 * 60 * minute

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

/** Calls by which a version or a label changes. */
const writes = /PutSecretValue|UpdateSecretVersionStage|RotateSecret|CancelRotateSecret|UpdateSecret$/

/** Does something, and fails if a version or a label of any secret changed meanwhile. */
async function touchingNothing<Result>(act: () => Promise<Result>): Promise<Result> {
  const before = lab.secretsManager.calls.length
  const result = await act()
  const made = lab.secretsManager.calls.slice(before).map(({ operation }) => operation)
  assert.deepEqual(
    made.filter((name) => writes.test(name)),
    [],
  )
  return result
}

const perform = ({ check, dependencies }: LabSubject, using: Partial<RotateDependencies> = {}) =>
  rehearse(check.key, { ...dependencies, ...using })

const recordOf = ({ check, dependencies }: LabSubject) => dependencies.journal.read(rehearsalKey(check.key))
const liveNames = ({ provider }: LabSubject) => provider.live().map(({ name }) => name)

/** Returns what is kept in escrow for the last rehearsal. */
async function escrowOf(subject: LabSubject): Promise<string | null> {
  const versionId = (await recordOf(subject))?.versionId ?? ''
  return subject.dependencies.escrow.get(rehearsalKey(subject.check.key), versionId)
}

describe('a rehearsal of class A', () => {
  it('makes a key, tests it, revokes it by its id, and touches no version and no label', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const before = liveNames(subject)
    const { found, stopped } = await touchingNothing(() => perform(subject))
    assert.equal(stopped, null)
    assert.deepEqual(
      found.map((line) => line.replace(/: \S+$/, '')),
      [
        'a key was made',
        'it passes the check, with the scopes of the present one',
        'it was revoked by its id, and is refused',
      ],
    )
    assert.deepEqual(liveNames(subject), before)
    const made = subject.provider.keys.at(-1)
    assert.match(made?.name ?? '', /^tw-/)
    assert.ok(subject.provider.calls.includes(`DELETE /keys/${made?.id}`))
    assert.deepEqual([(await recordOf(subject))?.phase, await escrowOf(subject)], ['done', null])
    assert.equal(await subject.record(), null, 'the record of a rotation')
    assert.deepEqual(subject.notified, [])
  })

  it('ends a key that is not good, and says why', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.provider.behaviour.scope = 'read'
    const { stopped } = await touchingNothing(() => perform(subject))
    assert.equal(stopped, 'the new key is not good: its scopes are not those of the version before')
    assert.equal(subject.provider.live().length, 1)
    assert.equal((await recordOf(subject))?.phase, 'abandoned')
  })

  it('may be repeated, and makes another key each time', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    for (const _time of [1, 2, 3]) assert.equal((await perform(subject)).stopped, null)
    assert.equal(new Set(subject.provider.keys.map(({ name }) => name)).size, 4)
    assert.equal(subject.provider.live().length, 1)
  })

  const refused: readonly (readonly [what: string, disturb: (subject: LabSubject) => unknown, why: RegExp])[] = [
    [
      'the keys cannot be listed',
      ({ provider }) => void provider.behaviour.fail.push('GET /keys'),
      /^the keys cannot be listed: HTTP 500$/,
    ],
    [
      'the provider lists more keys than a record of the table has room for',
      ({ provider }) => {
        const keys = Array.from({ length: 2_000 }, (_, at) => ({ id: `key-of-somebody-else-${at}`, name: null }))
        provider.behaviour.twist = (call, reply) => (call === 'GET /keys' ? [200, { keys }] : reply)
      },
      /^the provider lists more keys than the record has room for/,
    ],
    [
      'the provider lists a key whose id nobody could store',
      ({ provider }) => {
        const keys = [{ id: 'k'.repeat(5_000), name: null }]
        provider.behaviour.twist = (call, reply) => (call === 'GET /keys' ? [200, { keys }] : reply)
      },
      /^the keys cannot be listed: unreadable_answer$/,
    ],
    [
      'the provider refuses to make one',
      ({ provider }) => {
        provider.behaviour.twist = (call, reply) => (call === 'POST /keys' ? [409, {}] : reply)
      },
      /^no key was made: HTTP 409$/,
    ],
    [
      'an experiment or a storm holds the check',
      ({ held }) => {
        held.now = true
      },
      /holds the check$/,
    ],
  ]
  for (const [what, disturb, why] of refused)
    it(`stops and says so if ${what}`, async () => {
      const subject = await lab.subject(kinds.createRevoke)
      await disturb(subject)
      const { stopped } = await touchingNothing(() => perform(subject))
      assert.match(stopped ?? '', why)
    })

  it('waits while a rotation of the check is open', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    await subject.step('createSecret')
    const keys = subject.provider.keys.length
    assert.match((await perform(subject)).stopped ?? '', /^a rotation is open: saved$/)
    assert.equal(subject.provider.keys.length, keys)
  })

  it('never revokes the present key, if the provider gives that back', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const [present] = subject.provider.keys
    subject.provider.behaviour.cut = (call) =>
      call === 'POST /keys' ? [201, { id: present?.id, value: present?.value }] : null
    assert.equal((await perform(subject)).stopped, 'the provider gave the present key back')
    assert.equal(
      subject.provider.calls.some((call) => call.startsWith('DELETE')),
      false,
    )
    assert.ok(subject.provider.works(present?.value ?? ''))
  })

  it('never revokes the present key, if the provider names the new one by its id', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const [present] = subject.provider.keys
    subject.provider.behaviour.twist = (call, reply) =>
      call === 'POST /keys' ? [201, { ...reply[1], id: present?.id }] : reply
    assert.match((await perform(subject)).stopped ?? '', /is in use: nothing is revoked$/)
    assert.ok(subject.provider.works(present?.value ?? ''))
  })
})

/** Looks as the schedule does, every five minutes for an hour. */
async function lookForAnHour(subject: LabSubject): Promise<void> {
  for (let look = 0; look < 12; look += 1) {
    lab.clock.ms += 5 * minute
    await subject.reconcile()
  }
}

/** Dependencies that die before their call of this number, and note the names of the calls. */
function killedAt(subject: LabSubject, number: number, calls: string[]): RotateDependencies {
  return watched(subject.dependencies, {
    before(name) {
      if (calls.length >= number) throw new Killed()
      calls.push(name)
    },
    after() {},
  })
}

describe('a rehearsal that is killed', () => {
  it('leaves no key, no version and no label behind, wherever it was', async () => {
    // Between two calls of a run there is always one of these: a sample kills around those that make, keep and end the key.
    const sampled = /POST \/keys|escrow|record|DELETE/
    const whole: string[] = []
    const first = await lab.subject(kinds.createRevoke)
    await perform(first, killedAt(first, Number.POSITIVE_INFINITY, whole))
    assert.ok(whole.includes('POST /keys') && whole.includes('escrow'), whole.join())
    const points = whole.flatMap((name, at) => (isLongRun || sampled.test(name) ? [at, at + 1] : []))
    for (const point of new Set(points)) {
      const subject = await lab.subject(kinds.createRevoke)
      const calls: string[] = []
      const story = () => `killed after ${calls.at(-1)}, before call ${point}`
      await touchingNothing(async () => {
        await perform(subject, killedAt(subject, point, calls)).catch(() => {})
        await lookForAnHour(subject)
      })
      assert.deepEqual(liveNames(subject), [subject.provider.keys[0]?.name], story())
      assert.equal(await escrowOf(subject), null, story())
      assert.notEqual((await recordOf(subject))?.phase, 'claimed', story())
      assert.deepEqual(subject.notified, [], story())
    }
  })

  it('is ended by the next one too, which then does its own', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const calls: string[] = []
    const using = killedAt(subject, Number.POSITIVE_INFINITY, calls)
    const dying = watched(using, {
      before() {
        if (calls.at(-1) === 'escrow') throw new Killed()
      },
      after() {},
    })
    await perform(subject, dying).catch(() => {})
    assert.equal(subject.provider.live().length, 2)
    assert.notEqual(await escrowOf(subject), null)
    lab.clock.ms += 3 * minute
    const { found, stopped } = await perform(subject)
    assert.deepEqual([found[0], stopped], ['the key of a rehearsal that was killed is ended', null])
    assert.equal(subject.provider.live().length, 1)
  })

  it('is ended by the name of its key if the answer of the provider was lost', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.provider.behaviour.lose.push('POST /keys')
    assert.match((await perform(subject)).stopped ?? '', /^no answer that can be read came/)
    assert.equal(subject.provider.live().length, 2)
    await lookForAnHour(subject)
    assert.equal(subject.provider.live().length, 1)
  })
})

/** Names a secret to spare with a credential of its own. */
async function withSpare(kind: Kind): Promise<{ readonly subject: LabSubject; readonly spare: string }> {
  const spare = `staging/spare-${lab.secretsManager.calls.length}`
  const rehearsal = aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id: spare } })
  const subject = await lab.subject(kind, (rotation: OurRotation) => ({
    ...rotation,
    terms: { ...rotation.terms, rehearsal },
  }))
  const { value: key, refresh, id, diesAt } = subject.provider.add('to spare')
  lab.secretsManager.put(spare, JSON.stringify({ key, refresh, id, until: Math.floor(diesAt / 1_000) }))
  return { subject, spare }
}

const stagesOf = (name: string) => lab.secretsManager.describe(name).versionIdsToStages

describe('a rehearsal of a class whose present credential would be spent', () => {
  const classes = ['rotateDead', 'rotateGrace', 'refreshRotating', 'refreshStatic'] as const
  for (const name of classes) {
    it(`rotates the secret to spare, and never the check's own: ${kinds[name].title}`, async () => {
      const { subject, spare } = await withSpare(kinds[name])
      const own = JSON.stringify(stagesOf(subject.secretArn))
      const before = JSON.stringify(stagesOf(spare))
      const { stopped, found } = await perform(subject)
      assert.equal(stopped, null, found.join())
      assert.notEqual(JSON.stringify(stagesOf(spare)), before)
      await lookForAnHour(subject)
      assert.equal((await recordOf(subject))?.phase, 'done')
      assert.equal(JSON.stringify(stagesOf(subject.secretArn)), own)
      assert.ok(subject.provider.works(subject.provider.keys[0]?.value ?? ''), 'the present credential')
      assert.equal(await subject.record(), null)
    })

    it(`is refused where the config names none: ${kinds[name].title}`, async () => {
      const subject = await lab.subject(kinds[name])
      const calls = subject.provider.calls.length
      assert.match((await perform(subject)).stopped ?? '', /name a secret to spare with rotation\.rehearsal$/)
      assert.equal(subject.provider.calls.length, calls)
    })
  }

  it('is gone on with by the looks after a kill, on the secret to spare only', async () => {
    const { subject, spare } = await withSpare(kinds.rotateGrace)
    const own = JSON.stringify(stagesOf(subject.secretArn))
    const calls: string[] = []
    await perform(subject, killedAt(subject, Number.POSITIVE_INFINITY, calls))
    const again = await withSpare(kinds.rotateGrace)
    const at = calls.indexOf('save')
    await perform(again.subject, killedAt(again.subject, at + 1, [])).catch(() => {})
    await lookForAnHour(again.subject)
    assert.equal((await recordOf(again.subject))?.phase, 'done')
    assert.equal(JSON.stringify(stagesOf(subject.secretArn)), own)
    assert.notEqual(spare, again.spare)
  })
})

describe('a rehearsal of a class whose tokens end by themselves', () => {
  for (const name of ['clientCredentials', 'derived'] as const)
    it(`makes one and tests it, beside the secret: ${kinds[name].title}`, async () => {
      const subject = await lab.subject(kinds[name])
      const { stopped, found } = await touchingNothing(() => perform(subject))
      assert.deepEqual([stopped, found.length], [null, 2])
      assert.equal((await recordOf(subject))?.phase, 'done')
    })
})

describe('a key of a rehearsal that cannot be revoked', () => {
  it('pages after an hour, and the page closes once it is revoked by hand', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.provider.behaviour.twist = (call, reply) => (call.startsWith('DELETE') ? [503, {}] : reply)
    subject.provider.behaviour.cut = (call) => (call.startsWith('DELETE') ? [503, {}] : null)
    assert.match((await perform(subject)).stopped ?? '', /could not be revoked: HTTP 503$/)
    await lookForAnHour(subject)
    await lookForAnHour(subject)
    const said = () => subject.notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)
    assert.deepEqual(said(), ['open rehearsal_open'])
    subject.provider.behaviour.cut = null
    subject.provider.behaviour.twist = null
    await lookForAnHour(subject)
    assert.deepEqual(said(), ['open rehearsal_open', 'resolve rehearsal_open'])
    assert.equal(subject.provider.live().length, 1)
  })
})

describe('an automatic rotation in production', () => {
  function starting({ dependencies }: LabSubject, kind: 'create_revoke' | 'client_credentials' = 'create_revoke') {
    const requested: string[] = []
    const start: StartDependencies = {
      journal: dependencies.journal,
      classOf: () => kind,
      now: () => lab.clock.ms,
      request: async (_check, token) => {
        requested.push(token)
        return 'requested'
      },
    }
    return { requested, start }
  }
  const begin = (subject: LabSubject, { start }: ReturnType<typeof starting>, environment = 'production') =>
    startRotation({ ...subject.check, environment }, subject.versionAt('AWSCURRENT') ?? '', start)

  it('waits for a rehearsal, with one notice that names the command, and starts after it', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    const trigger = starting(subject)
    for (const _tick of [1, 2, 3]) assert.equal(await begin(subject, trigger), 'rehearsal_wanted')
    await subject.reconcile()
    assert.deepEqual(
      subject.notified.map(({ pendingMessage }) => pendingMessage.problem),
      ['rehearsal_wanted'],
    )
    assert.deepEqual(trigger.requested, [])
    assert.equal((await perform(subject)).stopped, null)
    assert.equal(await begin(subject, trigger), 'requested')
    assert.equal(trigger.requested.length, 1)
    await subject.begin()
    assert.ok(await subject.steps())
  })

  it('does not start from Secrets Manager either while it waits', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await begin(subject, starting(subject))
    await subject.begin()
    assert.equal(await subject.steps(), false)
    assert.equal(subject.provider.keys.length, 1)
  })

  it('waits again when the rehearsal is 30 days old', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await perform(subject)
    lab.clock.ms += 29 * day
    assert.equal(await begin(subject, starting(subject)), 'requested')
    const other = await lab.subject(kinds.createRevoke)
    await perform(other)
    lab.clock.ms += 30 * day
    assert.equal(await begin(other, starting(other)), 'rehearsal_wanted')
  })

  it('needs none within 30 days of a rotation that ended well', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    assert.ok(await subject.steps())
    await lookForAnHour(subject)
    assert.equal((await subject.record())?.phase, 'done')
    assert.equal(await begin(subject, starting(subject)), 'requested')
  })

  it('does not count a rehearsal that failed, or is not over', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    subject.provider.behaviour.scope = 'read'
    await perform(subject)
    assert.equal(await begin(subject, starting(subject)), 'rehearsal_wanted')
  })

  it('needs none in other environments, and none where every token is tested before it counts', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    assert.equal(await begin(subject, starting(subject), 'staging'), 'requested')
    const minted = await lab.subject(kinds.clientCredentials)
    assert.equal(await begin(minted, starting(minted, 'client_credentials')), 'requested')
  })
})
