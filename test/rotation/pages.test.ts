import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { keyOf } from '../../functions/aws/table-item.ts'
import type { OurRotation, RotationTerms } from '../../functions/core/model/ours.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { reconcile, reconcileGivenUp } from '../../functions/core/rotation/reconcile.ts'
import { rehearse } from '../../functions/core/rotation/rehearse.ts'
import { rotate as performRotation } from '../../functions/core/rotation/rotate.ts'
import { parseRotationEvent } from '../../functions/core/rotation/rotation-event.ts'
import { type RotationProblem, rotationProblems } from '../../functions/core/rotation/rotation-problem.ts'
import { startRotation } from '../../functions/core/rotation/start.ts'
import { rotationPartition } from '../../functions/core/state/table-keys.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import { type Operator, openOperator } from '../support/operator.ts'
import { type Kind, kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { openClients, tableName } from '../support/rotation-stores.ts'

const minute = 60_000
const hour = 60 * minute

let lab: RotationLab
let operator: Operator
/** The subject whose rotation Secrets Manager performs by itself; null while the tests call the steps. */
let performing: LabSubject | null = null
before(async () => {
  lab = await startRotationLab('table', {
    async invokeRotation(_functionArn, request) {
      const event = parseRotationEvent(request)
      if (performing === null || event === null) return new Promise(() => {})
      await performRotation(event, performing.dependencies)
    },
  })
  operator = await openOperator(lab)
})
after(async () => {
  await operator.close()
  await lab.close()
})

/** One page: how a secret comes to it, and what docs/rotation.md tells a person to do beside its commands. */
type Page = {
  readonly kind: Kind
  readonly terms?: Partial<RotationTerms>
  bring(subject: LabSubject): Promise<unknown>
  /** Acts of a person at the provider, or at a consumer, before the commands. */
  byHand?(subject: LabSubject): unknown
  /** Goes on as Tokenwatch and Secrets Manager do by themselves after the commands, besides the looks. */
  goOn?(subject: LabSubject): Promise<unknown>
  /** True if the rotation is still open, so that `rotate` says why it starts none. */
  readonly isOpen?: true
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

/** Issues a credential by hand, and returns the value of the secret with it. */
function issueByHand({ provider }: LabSubject): string {
  const { value: key, refresh, id, diesAt } = provider.add('by hand')
  return JSON.stringify({ key, refresh, id, until: Math.floor(diesAt / 1_000) })
}

/** Rotates when the clock finds it due. */
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
  },
  answer_unreadable: {
    kind: kinds.rotateDead,
    bring(subject) {
      subject.provider.behaviour.twist = (call, reply) => (call === 'POST /rotate' ? [200, { odd: true }] : reply)
      return failed(subject)
    },
  },
  consent_needed: {
    kind: kinds.refreshRotating,
    bring(subject) {
      const [spent] = subject.provider.keys
      if (spent !== undefined) spent.usedAt = lab.clock.ms
      return failed(subject)
    },
  },
  locked_out: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await saved(subject)
      for (const index of [0, 1]) die(subject, index)
      await giveUp(subject)
    },
  },
  rolled_forward: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await saved(subject)
      die(subject, 0)
      await giveUp(subject)
    },
    goOn: rotate,
  },
  rolled_back: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      die(subject, -1)
      await look(subject, hour)
    },
  },
  new_version_bad: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.provider.behaviour.scope = 'read'
      await failed(subject)
    },
    byHand({ provider }) {
      provider.behaviour.scope = 'read write'
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
    isOpen: true,
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
    byHand({ provider }) {
      provider.behaviour.twist = null
    },
    goOn: rotate,
  },
  revocation_failed: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      subject.provider.behaviour.fail.push('DELETE', 'DELETE', 'DELETE')
      await look(subject, hour)
      await looks(subject, 2, 25 * hour)
    },
    byHand: (subject) => die(subject, 0),
    goOn: (subject) => look(subject, 25 * hour),
  },
  old_one_lives: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      subject.provider.behaviour.cut = (call) => (call.startsWith('DELETE') ? [204, {}] : null)
      await look(subject, hour)
      await look(subject, 61 * minute)
    },
    byHand: (subject) => die(subject, 0),
  },
  consumers_behind: {
    kind: kinds.createRevoke,
    terms: { consumers: [{ name: 'shop', reads: 'at_start' }] },
    async bring(subject) {
      await promoted(subject)
      await look(subject, hour)
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
    goOn: rotate,
  },
  record_lost: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await promoted(subject)
      await forget(subject)
      lab.clock.ms += hour - (lab.clock.ms % hour)
      await reconcile([subject.check.environment], subject.dependencies)
    },
    goOn: rotate,
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
    byHand: (subject) => die(subject, 1),
    async goOn(subject) {
      assert.ok(await subject.steps())
    },
  },
  approval_wanted: {
    kind: kinds.createRevoke,
    terms: { approve: true },
    async bring(subject) {
      await startRotation(subject.check, subject.versionAt('AWSCURRENT') ?? '', starting(subject))
      await look(subject, minute)
    },
  },
  rehearsal_wanted: {
    kind: kinds.createRevoke,
    async bring(subject) {
      await startRotation(subject.check, subject.versionAt('AWSCURRENT') ?? '', starting(subject))
      await look(subject, minute)
    },
  },
  rehearsal_open: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.provider.behaviour.cut = (call) => (call.startsWith('DELETE') ? [503, {}] : null)
      await rehearse(subject.check.key, subject.dependencies)
      await looks(subject, 5)
    },
    byHand(subject) {
      die(subject, -1)
      subject.provider.behaviour.cut = null
    },
  },
  schedule_missed: {
    kind: kinds.createRevoke,
    async bring(subject) {
      subject.schedule(30)
      lab.clock.ms += hour - (lab.clock.ms % hour)
      await look(subject, 32 * 24 * hour)
    },
  },
}

const isProblem = (text: string): text is RotationProblem => text in rotationProblems

/** Takes the record of the last rotation out of the table, as a restore from an older copy would. */
async function forget({ check }: LabSubject): Promise<void> {
  const clients = openClients(lab)
  const key = keyOf(`${rotationPartition}${check.key}`, 'current')
  await clients.table.send(new DeleteItemCommand({ TableName: tableName, Key: key }))
  clients.close()
}

/** A provider that accepts two keys. */
function limited(rotation: OurRotation): OurRotation {
  if (rotation.grant !== 'http') return rotation
  const { rotator } = rotation
  return { ...rotation, rotator: { ...rotator, capabilities: { ...rotator.capabilities, keyLimit: 2 } } }
}

const docs = readFileSync(new URL('../../docs/rotation.md', import.meta.url), 'utf8')

/** The article of a page in docs/rotation.md. */
const articleOf = (problem: string) =>
  docs.split(/^### /m).find((part) => new RegExp(`^${problem}\\b`).test(part)) ?? ''

/** The commands that an article tells a person to type, in order. */
function commandsOf(problem: string): readonly string[] {
  const toDo = articleOf(problem).split('- To do:')[1] ?? ''
  return [...toDo.matchAll(/`((?:npx tokenwatch|aws) [^`]+)`/g)].map(([, command = '']) => command)
}

/** Types a command of an article, and looks that it says what the article promises. */
async function type(command: string, problem: RotationProblem, subject: LabSubject): Promise<void> {
  if (command.startsWith('aws secretsmanager put-secret-value'))
    return operator.putSecretValue(subject, issueByHand(subject))
  // Nobody reads a page and types within a millisecond.
  lab.clock.ms += minute
  const isOpen = problems(subject).at(-1) === `open ${problem}`
  performing = command.startsWith('npx tokenwatch rotate ') ? subject : null
  const { code, stdout, stderr } = await operator.tokenwatch(command, subject)
  performing = null
  const said = `${command}: ${code}\n${stdout}${stderr}`
  if (pages[problem].isOpen && command === 'npx tokenwatch rotate <check>')
    return assert.ok(code === 2 && stderr.includes('has an open rotation'), said)
  assert.equal(code, 0, said)
  if (isOpen && command === 'npx tokenwatch rotations <check>')
    assert.ok(stdout.includes(rotationProblems[problem].sentence), said)
}

describe('the page', { timeout: 120_000 }, () => {
  for (const [problem, { kind, terms = {}, bring, byHand, goOn }] of Object.entries(pages)) {
    it(`${problem} closes after what docs/rotation.md tells a person to do, as it is typed there`, async () => {
      if (!isProblem(problem)) return assert.fail(problem)
      const subject = await lab.subject(kind, (rotation) => ({ ...rotation, terms: { ...rotation.terms, ...terms } }))
      await bring(subject)
      assert.ok(problems(subject).includes(`open ${problem}`), problems(subject).join())
      await byHand?.(subject)
      const commands = commandsOf(problem)
      assert.ok(commands.length > 0, 'no command to type')
      for (const command of commands) await type(command, problem, subject)
      await goOn?.(subject)
      for (let more = 0; more < 6 && !problems(subject).includes(`resolve ${problem}`); more += 1) await look(subject)
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
