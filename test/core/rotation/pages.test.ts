import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { succeeded } from '../../../functions/core/model/succeeded.ts'
import { reconcile, reconcileGivenUp } from '../../../functions/core/rotation/reconcile.ts'
import { recordOrder } from '../../../functions/core/rotation/record-order.ts'
import { rehearse } from '../../../functions/core/rotation/rehearse.ts'
import { type RotationProblem, rotationProblems } from '../../../functions/core/rotation/rotation-problem.ts'
import { startByOrder, startRotation } from '../../../functions/core/rotation/start.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { type Kind, kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'
import { inMemory } from '../../support/rotation-stores.ts'

const minute = 60_000
const hour = 60 * minute

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

/** One page: how a secret comes to it, and what docs/rotation.md tells a person to do. */
type Page = {
  readonly kind: Kind
  readonly terms?: Partial<RotationTerms>
  bring(subject: LabSubject): Promise<unknown>
  finish(subject: LabSubject): Promise<unknown>
}

const problems = ({ notified }: LabSubject) =>
  notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)

async function look(subject: LabSubject, afterMs = 16 * minute): Promise<void> {
  lab.clock.ms += afterMs
  await subject.reconcile()
}

async function looks(subject: LabSubject, times: number, afterMs?: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await look(subject, afterMs)
}

/** Stores a version by hand: `aws secretsmanager put-secret-value`. */
async function putByHand({ provider, secretArn }: LabSubject): Promise<void> {
  const { value: key, refresh, id, diesAt } = provider.add('by hand')
  lab.secretsManager.put(secretArn, JSON.stringify({ key, refresh, id, until: Math.floor(diesAt / 1_000) }))
}

/** Rotates on a person's order: `npx tokenwatch rotate`. */
async function rotate(subject: LabSubject): Promise<void> {
  lab.clock.ms += hour - (lab.clock.ms % hour)
  await subject.reconcile()
  await subject.begin()
  assert.ok(await subject.steps())
  await looks(subject, 4)
}

/** Sends the event that Secrets Manager gave up, which is repaired at once. */
async function giveUp(subject: LabSubject): Promise<void> {
  const versionId = (await subject.record())?.versionId ?? null
  const { secretArn, dependencies } = subject
  await reconcileGivenUp({ secretArn, event: 'failed', versionId, step: 'testSecret' }, dependencies)
}

async function promoted(subject: LabSubject): Promise<void> {
  await subject.begin()
  assert.ok(await subject.steps())
}

async function saved(subject: LabSubject): Promise<void> {
  await subject.begin()
  await subject.step('createSecret')
}

function die({ provider }: LabSubject, index: number): void {
  const key = provider.keys.at(index)
  if (key !== undefined) key.diesAt = lab.clock.ms
}

async function failed(subject: LabSubject): Promise<void> {
  await subject.begin()
  assert.equal(await subject.steps(), false)
}

function starting({ dependencies }: LabSubject) {
  return {
    journal: dependencies.journal,
    classOf: () => 'create_revoke' as const,
    now: () => lab.clock.ms,
    request: async () => 'requested' as const,
  }
}

const pages: Readonly<Record<RotationProblem, Page>> = {
  answer_lost: {
    kind: kinds.rotateDead,
    async bring(subject) {
      subject.provider.behaviour.lose.push('POST /rotate')
      await failed(subject)
      lab.clock.ms += minute
      await succeeded(subject.steps())
    },
    finish: putByHand,
  },
  answer_unreadable: {
    kind: kinds.rotateDead,
    bring(subject) {
      subject.provider.behaviour.twist = (call, reply) => (call === 'POST /rotate' ? [200, { odd: true }] : reply)
      return failed(subject)
    },
    finish: putByHand,
  },
  consent_needed: {
    kind: kinds.refreshRotating,
    bring(subject) {
      const [spent] = subject.provider.keys
      if (spent !== undefined) spent.usedAt = lab.clock.ms
      return failed(subject)
    },
    finish: putByHand,
  },
  locked_out: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await saved(subject)
      for (const index of [0, 1]) die(subject, index)
      await giveUp(subject)
    },
    finish: putByHand,
  },
  rolled_forward: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await saved(subject)
      die(subject, 0)
      await giveUp(subject)
    },
    finish: rotate,
  },
  rolled_back: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      die(subject, -1)
      await look(subject, hour)
    },
    finish: rotate,
  },
  new_version_bad: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.provider.behaviour.scope = 'read'
      await failed(subject)
    },
    finish(subject) {
      subject.provider.behaviour.scope = 'read write'
      return rotate(subject)
    },
  },
  not_promoted: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await saved(subject)
      subject.provider.behaviour.twist = (call, reply) => (call === 'GET /me' ? [503, {}] : reply)
      await look(subject, 62 * minute)
      subject.provider.behaviour.twist = null
      await giveUp(subject)
    },
    finish: (subject) => looks(subject, 5),
  },
  no_progress: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.provider.behaviour.twist = (call, reply) => (call === 'POST /keys' ? [409, {}] : reply)
      for (let generation = 0; generation < 3; generation += 1) {
        await failed(subject)
        await look(subject)
        await look(subject, 31 * minute)
      }
    },
    finish(subject) {
      subject.provider.behaviour.twist = null
      return rotate(subject)
    },
  },
  revocation_failed: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      subject.provider.behaviour.fail.push('DELETE', 'DELETE', 'DELETE')
      await look(subject, hour)
      await looks(subject, 2, 25 * hour)
    },
    async finish(subject) {
      die(subject, 0)
      await look(subject, 25 * hour)
    },
  },
  old_one_lives: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      subject.provider.behaviour.cut = (call) => (call.startsWith('DELETE') ? [204, {}] : null)
      await look(subject, hour)
      await look(subject, 61 * minute)
    },
    async finish(subject) {
      die(subject, 0)
      await look(subject)
    },
  },
  consumers_behind: {
    kind: kinds.createRevoke,
    terms: { consumers: [{ name: 'shop', reads: 'at_start' }] },
    async bring(subject) {
      await promoted(subject)
      await look(subject, hour)
    },
    async finish(subject) {
      const order = { kind: 'release', by: 'ada', at: lab.clock.ms } as const
      assert.equal((await recordOrder(subject.check.key, order, subject.dependencies.journal)).kind, 'done')
      await looks(subject, 2)
    },
  },
  moved_back: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      const [old = '', made = ''] = [subject.versionAt('AWSPREVIOUS'), subject.versionAt('AWSCURRENT')]
      await subject.dependencies.versions.promote(subject.secretArn, old, made)
      await look(subject, hour)
    },
    finish: rotate,
  },
  record_lost: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      const { journal, stops } = inMemory()
      Object.assign(subject.dependencies, { journal, stops })
      lab.clock.ms += hour - (lab.clock.ms % hour)
      await reconcile([subject.check.environment], subject.dependencies)
    },
    finish: rotate,
  },
  keys_used_up: {
    kind: {
      ...kinds.createRevoke,
      rotation: (url) => limited(kinds.createRevoke.rotation(url)),
    },
    async bring(subject) {
      subject.provider.add('of somebody else')
      await failed(subject)
    },
    async finish(subject) {
      die(subject, 1)
      assert.ok(await subject.steps())
      await looks(subject, 4)
    },
  },
  approval_wanted: {
    kind: kinds.createRevoke,
    terms: { approve: true },
    async bring(subject) {
      await startRotation(subject.check, subject.versionAt('AWSCURRENT') ?? '', starting(subject))
      await look(subject, minute)
    },
    async finish(subject) {
      const versionId = subject.versionAt('AWSCURRENT') ?? ''
      await startByOrder(subject.check, { versionId, by: 'ada' }, starting(subject))
      await subject.begin()
      assert.ok(await subject.steps())
      await looks(subject, 4)
    },
  },
  rehearsal_wanted: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await startRotation(subject.check, subject.versionAt('AWSCURRENT') ?? '', starting(subject))
      await look(subject, minute)
    },
    async finish(subject) {
      assert.equal((await rehearse(subject.check.key, subject.dependencies)).stopped, null)
      const versionId = subject.versionAt('AWSCURRENT') ?? ''
      assert.equal(await startRotation(subject.check, versionId, starting(subject)), 'requested')
      await subject.begin()
      assert.ok(await subject.steps())
      await looks(subject, 4)
    },
  },
  rehearsal_open: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.provider.behaviour.cut = (call) => (call.startsWith('DELETE') ? [503, {}] : null)
      await rehearse(subject.check.key, subject.dependencies)
      await looks(subject, 5)
    },
    async finish(subject) {
      die(subject, -1)
      subject.provider.behaviour.cut = null
      await look(subject)
    },
  },
  schedule_missed: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.schedule(30)
      lab.clock.ms += hour - (lab.clock.ms % hour)
      await look(subject, 32 * 24 * hour)
    },
    finish: rotate,
  },
}

/** A provider that accepts two keys. */
function limited(rotation: OurRotation): OurRotation {
  if (rotation.grant !== 'http') return rotation
  const { rotator } = rotation
  return { ...rotation, rotator: { ...rotator, capabilities: { ...rotator.capabilities, keyLimit: 2 } } }
}

const docs = readFileSync(new URL('../../../docs/rotation.md', import.meta.url), 'utf8')

/** The article of a page in docs/rotation.md. */
const articleOf = (problem: string) =>
  docs.split(/^### /m).find((part) => new RegExp(`^${problem}\\b`).test(part)) ?? ''

describe('the page', () => {
  for (const [problem, { kind, terms = {}, bring, finish }] of Object.entries(pages)) {
    it(`${problem} closes after what docs/rotation.md tells a person to do`, async () => {
      const subject = await lab.subject(kind, (rotation) => ({ ...rotation, terms: { ...rotation.terms, ...terms } }))
      await bring(subject)
      assert.ok(problems(subject).includes(`open ${problem}`), problems(subject).join())
      await finish(subject)
      if (!problems(subject).includes(`resolve ${problem}`)) await looks(subject, 4)
      assert.equal(problems(subject).at(-1), `resolve ${problem}`, problems(subject).join())
    })
  }

  for (const [problem, { next }] of Object.entries(rotationProblems))
    it(`${problem} has an article that says what was found, what is done already, and the command to run`, () => {
      const article = articleOf(problem)
      for (const part of ['Found:', 'Done:', 'To do:'])
        assert.ok(article.includes(`- ${part}`), `${part} in ${problem}`)
      const command = next({ key: 'production/check' }).replace('production/check', '<check>')
      assert.ok(article.includes(`\`${command}\``), `${command} in ${problem}`)
    })
})
