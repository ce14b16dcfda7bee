import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { CallFault } from '../../local/aws/fault.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { isLongRun } from '../support/long-run.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { tableName } from '../support/rotation-stores.ts'
import { hookLimit, keepOpen } from '../support/stack.ts'

const faults = {
  throttles: { fault: { error: 'ThrottlingException', status: 400 }, every: 1 },
  'is down': { fault: { error: 'KMSInternalException', status: 500 }, every: 1 },
  'refuses the key': { fault: { error: 'DisabledException', status: 400 }, every: 1 },
  'fails every other call': { fault: { error: 'KMSInternalException', status: 500 }, every: 2 },
  'closes every other connection': { fault: { reset: true }, every: 2 },
  'does not answer': { fault: { hang: true }, every: 1 },
} satisfies Readonly<Record<string, { readonly fault: CallFault; readonly every: number }>>

/** Stand for the others in `npm test`. */
const samples: readonly string[] = ['is down', 'closes every other connection']

const cases = Object.entries(faults).filter(([how]) => isLongRun || samples.includes(how))

describe('a rotation whose new value Secrets Manager does not take, while KMS is in trouble', {
  timeout: 600_000,
}, () => {
  const keep = keepOpen()
  let lab: RotationLab
  before(async () => {
    lab = keep(await startRotationLab())
  }, hookLimit)

  const disturb = ({ fault, every }: { readonly fault: CallFault; readonly every: number }) => {
    let calls = 0
    lab.kms.inject({
      operation: '*',
      times: Number.POSITIVE_INFINITY,
      fault,
      when: () => {
        calls += 1
        return (calls - 1) % every === 0
      },
    })
    return () => calls
  }

  const refuseValues = () =>
    lab.secretsManager.inject({
      operation: 'PutSecretValue',
      times: Number.POSITIVE_INFINITY,
      fault: { error: 'InternalServiceError', status: 500 },
    })

  /** A rotation that has issued a key, and has it in escrow unless KMS refuses. */
  async function begun() {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    // From the provider's answer on, the time of the function is short: it does not try for minutes.
    subject.provider.behaviour.twist = (call, reply) => {
      if (call === 'POST /keys') subject.remaining.untilMs = lab.clock.ms + 7_000
      return reply
    }
    return subject
  }

  const restore = () => {
    lab.kms.clearFaults()
    lab.secretsManager.clearFaults()
  }

  for (const [how, fault] of cases) {
    it(`keeps the present key, and ends once both are back: KMS ${how}`, async () => {
      const subject = await begun()
      const present = await subject.valueAt('AWSCURRENT')
      refuseValues()
      const calls = disturb(fault)
      assert.equal(await succeeded(subject.step('createSecret')), false)
      restore()
      assert.ok(calls() > 0)
      assert.deepEqual(await subject.valueAt('AWSCURRENT'), present)
      assert.ok(subject.provider.works(present?.['key'] ?? ''))
      subject.remaining.untilMs = Number.POSITIVE_INFINITY
      lab.clock.ms += 15 * 60_000
      for (let tries = 0; tries < 3 && !(await subject.steps()); tries += 1) lab.clock.ms += 15 * 60_000
      const after = await subject.valueAt('AWSCURRENT')
      assert.notDeepEqual(after, present)
      assert.ok(subject.provider.works(after?.['key'] ?? ''))
    })

    it(`asks the provider for no second key while the first one is in escrow: KMS ${how}`, async () => {
      const subject = await begun()
      refuseValues()
      assert.equal(await succeeded(subject.step('createSecret')), false)
      const made = subject.provider.keys.length
      restore()
      subject.remaining.untilMs = Number.POSITIVE_INFINITY
      lab.clock.ms += 15 * 60_000
      const calls = disturb(fault)
      const isOver = await subject.steps()
      restore()
      assert.ok(calls() > 0)
      assert.equal(subject.provider.keys.length, made)
      assert.ok(isOver || (await subject.steps()))
      assert.equal(subject.provider.keys.length, made)
      assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''))
    })
  }

  const spoilt = {
    'without its seal': ({ sealed: _, ...row }: Record<string, unknown>) => row,
    'with a text in its place': (row: Record<string, unknown>) => ({ ...row, sealed: { S: 'a value of mine' } }),
    'with a short nonce': (row: Record<string, unknown>) => ({ ...row, nonce: { B: new Uint8Array(3) } }),
    'with another value': (row: Record<string, unknown>) => ({ ...row, sealed: { B: new Uint8Array(64) } }),
    'with the data key of nobody': (row: Record<string, unknown>) => ({ ...row, key: { B: new Uint8Array(64) } }),
  }
  for (const [how, spoil] of Object.entries(spoilt))
    it(`takes a row of the escrow for a value, never for none: a row ${how}`, async () => {
      const subject = await begun()
      refuseValues()
      assert.equal(await succeeded(subject.step('createSecret')), false)
      restore()
      const client = dynamoDbClient(lab.dynamodb.url)
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
      const row = Items.find(({ pk, sk }) => pk?.S === `rotation#${subject.check.key}` && sk?.S?.startsWith('escrow#'))
      await client.send(new PutItemCommand({ TableName: tableName, Item: spoil(row ?? {}) as typeof row }))
      client.destroy()
      const [made, present] = [subject.provider.keys.length, await subject.valueAt('AWSCURRENT')]
      subject.remaining.untilMs = Number.POSITIVE_INFINITY
      lab.clock.ms += 15 * 60_000
      assert.equal(await subject.steps(), false)
      assert.equal(subject.provider.keys.length, made)
      assert.deepEqual(await subject.valueAt('AWSCURRENT'), present)
      assert.ok(subject.provider.works(present?.['key'] ?? ''))
    })
})
