import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RotationStopped } from '../../functions/core/rotation/rotation-stopped.ts'
import type { Reply } from '../support/key-routes.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import { aSpec, type Kind, kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'

const minute = 60_000

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

const exchanges = ({ provider }: LabSubject) =>
  provider.calls.filter((call) => /^POST \/(token|rotate|keys|app)/.test(call)).length
const opened = ({ notified }: LabSubject) =>
  notified.filter(({ kind }) => kind === 'open').map(({ pendingMessage }) => pendingMessage.problem)

/** A subject whose provider gives another answer to every exchange. */
async function answering(kind: Kind, change: (reply: Reply) => Reply): Promise<LabSubject> {
  const subject = await lab.subject(kind)
  subject.provider.behaviour.twist = (call, reply) =>
    /^POST \/(token|rotate|keys|app)/.test(call) ? change(reply) : reply
  await subject.begin()
  return subject
}

async function whyStopped(subject: LabSubject): Promise<string> {
  const error = await subject.step('createSecret').then(
    () => assert.fail('it did not stop'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof RotationStopped, String(error))
  assert.doesNotMatch(error.message, /marked|7f3a9c/)
  return error.message
}

/** Retries of Secrets Manager and looks of ours, over five hours. */
async function carryOn(subject: LabSubject): Promise<void> {
  for (let retry = 0; retry < 3; retry += 1) {
    lab.clock.ms += 20_000
    await subject.steps()
  }
  for (let look = 0; look < 15; look += 1) {
    lab.clock.ms += 20 * minute
    await subject.reconcile()
  }
}

const changed =
  (fields: Record<string, unknown>, status?: number) =>
  ([given, json]: Reply): Reply => [status ?? given, { ...json, ...fields }]

describe('a pair that is saved whatever else its answer says', () => {
  const oddities: readonly (readonly [what: string, change: (reply: Reply) => Reply])[] = [
    ['no token_type', changed({ token_type: undefined })],
    ['an odd token_type', changed({ token_type: 7 })],
    ['a scope that is an array', changed({ scope: ['read', 'write'] })],
    ['a scope that is null', changed({ scope: null })],
    ['an id_token of another issuer', changed({ id_token: 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2V2aWwifQ.' })],
    ['expires_in null', changed({ expires_in: null })],
    ['expires_in as a text', changed({ expires_in: '3600' })],
    ['expires_in below zero', changed({ expires_in: -1 })],
    ['status 201', changed({}, 201)],
    ['status 206 and an error beside the pair', changed({ error: 'warning' }, 206)],
  ]
  for (const kind of [kinds.refreshRotating, kinds.refreshStatic, kinds.clientCredentials])
    for (const [what, change] of oddities)
      it(`${kind.title}: ${what}`, async () => {
        const subject = await answering(kind, change)
        assert.ok(await subject.steps())
        const value = await subject.valueAt('AWSCURRENT')
        assert.ok(subject.provider.works(value?.['key'] ?? ''))
        assert.equal(exchanges(subject), 1)
        if (kind === kinds.refreshRotating) assert.equal(value?.['refresh'], subject.provider.keys.at(-1)?.refresh)
      })

  it('keeps the old refresh token where the new one is null', async () => {
    const subject = await answering(kinds.refreshStatic, changed({ refresh_token: null }))
    const before = await subject.valueAt('AWSCURRENT')
    assert.ok(await subject.steps())
    assert.equal((await subject.valueAt('AWSCURRENT'))?.['refresh'], before?.['refresh'])
  })
})

describe('an answer without a readable credential', () => {
  const kept = [kinds.refreshRotating, kinds.rotateDead, kinds.rotateGrace] as const
  for (const kind of kept)
    it(`of ${kind.title} is kept as it came, pages once, and no second exchange follows`, async () => {
      const subject = await answering(kind, ([status, json]) => [status, { wrapped: json }])
      assert.equal(await whyStopped(subject), 'this needs a person: answer_unreadable')
      await carryOn(subject)
      assert.equal(exchanges(subject), 1)
      assert.deepEqual(opened(subject), ['answer_unreadable'])
    })

  it('is read again with the paths of now, so that a corrected config ends the rotation', async () => {
    const kind: Kind = {
      ...kinds.rotateDead,
      rotation: (url) => {
        const rotation = kinds.rotateDead.rotation(url)
        const { issue } = aSpec(url)
        const read = { ...issue.read, values: { token: 'no.such.path' } }
        assert.ok(rotation.grant === 'http')
        return { ...rotation, rotator: { ...rotation.rotator, issue: { ...rotation.rotator.issue, read } } }
      },
    }
    const subject = await lab.subject(kind)
    await subject.begin()
    assert.equal(await whyStopped(subject), 'this needs a person: answer_unreadable')
    const { check, deployment, dependencies } = subject
    const corrected = { ...check, rotation: kinds.rotateDead.rotation(subject.provider.url) }
    const now = { ...dependencies, deployment: { ...deployment, checks: [corrected] } }
    lab.clock.ms += 20 * minute
    await subject.reconcile(now)
    assert.equal((await subject.record())?.phase, 'done')
    assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''))
    assert.equal(exchanges(subject), 1)
    assert.equal(await dependencies.escrow.get(check.key, `answer#${subject.versionAt('AWSCURRENT')}`), null)
  })

  it('of a class that may ask again is asked again once an hour at most', async () => {
    const subject = await answering(kinds.clientCredentials, () => [200, { wrapped: true }])
    assert.equal(await whyStopped(subject), 'this needs a person: answer_unreadable')
    await carryOn(subject)
    assert.ok(exchanges(subject) <= 6, String(exchanges(subject)))
    assert.deepEqual(opened(subject), ['answer_unreadable'])
    subject.provider.behaviour.twist = null
    lab.clock.ms += 61 * minute
    await subject.reconcile()
    assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''))
  })
})

describe('a refusal', () => {
  const refusals: readonly (readonly [kind: Kind, status: number, json: object])[] = [
    [kinds.refreshStatic, 200, { error: 'invalid_scope' }],
    [kinds.clientCredentials, 200, { error: 'invalid_client' }],
    [kinds.clientCredentials, 200, { error: 'some words of theirs' }],
    [kinds.createRevoke, 200, { success: false, errors: [{ code: 7 }] }],
    [kinds.rotateDead, 200, { ok: false }],
    [kinds.rotateGrace, 201, { error: { code: 7 } }],
  ]
  for (const [kind, status, json] of refusals)
    it(`of ${kind.title} with status ${status} and ${JSON.stringify(json)} gives the claim back`, async () => {
      const subject = await answering(kind, () => [status, json])
      assert.match(await whyStopped(subject), /^no token was granted: (answered_no|invalid_(scope|client))$/)
      const record = await subject.record()
      assert.deepEqual([record?.phase, record?.claimedAt, record?.exchanges], ['preflight', null, 0])
      assert.deepEqual(opened(subject), [])
    })

  for (const kind of [kinds.refreshRotating, kinds.refreshGrace, kinds.refreshStatic])
    for (const status of [200, 400, 401, 403, 500])
      it(`by invalid_grant with status ${status} of ${kind.title} asks once for consent, and never asks again`, async () => {
        const subject = await answering(kind, () => [status, { error: 'invalid_grant' }])
        assert.equal(await whyStopped(subject), 'this needs a person: consent_needed')
        await carryOn(subject)
        assert.equal(exchanges(subject), 1)
        assert.deepEqual(opened(subject), ['consent_needed'])
      })
})
