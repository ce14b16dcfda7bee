import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  detach,
  moveStage,
  openPending,
  stagesById,
  type Versions,
  versionOf,
  writeValue,
} from '../../../local/aws/secret-versions.ts'

const text = (value: string) => ({ text: value })

function written(...writes: [id: string, value: string, stages: string[]][]): Versions {
  let versions: Versions = []
  for (const [id, value, stages] of writes) versions = writeValue(versions, { id, value: text(value), stages, at: 1 })
  return versions
}

const twoVersions = written(['one', 'a', ['AWSCURRENT']], ['two', 'b', ['AWSCURRENT']])

test('AWSCURRENT leaves AWSPREVIOUS behind', () => {
  assert.deepEqual(stagesById(twoVersions), { one: ['AWSPREVIOUS'], two: ['AWSCURRENT'] })
})

test('AWSPREVIOUS follows AWSCURRENT and leaves the oldest version without a label', () => {
  const versions = writeValue(twoVersions, { id: 'three', value: text('c'), stages: ['AWSCURRENT'], at: 1 })
  assert.deepEqual(stagesById(versions), { two: ['AWSPREVIOUS'], three: ['AWSCURRENT'] })
  assert.ok(versionOf(versions, 'one'))
})

test('rolling AWSCURRENT back swaps it with AWSPREVIOUS', () => {
  const versions = moveStage(twoVersions, { stage: 'AWSCURRENT', to: 'one', from: 'two' })
  assert.deepEqual(stagesById(versions), { one: ['AWSCURRENT'], two: ['AWSPREVIOUS'] })
})

test('a label sits on one version only', () => {
  const versions = writeValue(twoVersions, { id: 'three', value: text('c'), stages: ['mine'], at: 1 })
  const moved = moveStage(versions, { stage: 'mine', to: 'one', from: 'three' })
  assert.deepEqual(stagesById(moved), { one: ['AWSPREVIOUS', 'mine'], two: ['AWSCURRENT'] })
})

test('the same value under the same id changes nothing', () => {
  assert.equal(writeValue(twoVersions, { id: 'one', value: text('a'), stages: ['AWSCURRENT'], at: 2 }), twoVersions)
})

test('another value under the same id is refused', () => {
  const write = { id: 'one', value: text('other'), stages: ['AWSCURRENT'], at: 2 }
  assert.throws(() => writeValue(twoVersions, write), { code: 'ResourceExistsException' })
})

test('a binary value differs from the text with the same characters', () => {
  const write = { id: 'one', value: { base64: 'a' }, stages: ['AWSCURRENT'], at: 2 }
  assert.throws(() => writeValue(twoVersions, write), { code: 'ResourceExistsException' })
})

test('an empty pending version is filled once', () => {
  const pending = openPending(twoVersions, 'three', 2)
  assert.equal(versionOf(pending, 'three')?.value, null)
  const filled = writeValue(pending, { id: 'three', value: text('c'), stages: ['AWSPENDING'], at: 3 })
  assert.deepEqual(versionOf(filled, 'three')?.value, text('c'))
  assert.deepEqual(stagesById(filled), { one: ['AWSPREVIOUS'], two: ['AWSCURRENT'], three: ['AWSPENDING'] })
  const again = { id: 'three', value: text('d'), stages: ['AWSPENDING'], at: 4 }
  assert.throws(() => writeValue(filled, again), { code: 'ResourceExistsException' })
})

for (const [what, move, code] of [
  ['without naming its holder', { stage: 'AWSCURRENT', to: 'one', from: undefined }, 'InvalidParameterException'],
  [
    'away from its version without a new one',
    { stage: 'AWSCURRENT', to: undefined, from: 'two' },
    'InvalidParameterException',
  ],
  ['to a version that does not exist', { stage: 'AWSCURRENT', to: 'ten', from: 'two' }, 'ResourceNotFoundException'],
  ['that nobody has from a version', { stage: 'mine', to: 'one', from: 'two' }, 'InvalidParameterException'],
] as const) {
  test(`moving a label ${what} is refused`, () => {
    assert.throws(() => moveStage(twoVersions, move), { code })
  })
}

test('moving a label to its present version changes nothing', () => {
  assert.equal(moveStage(twoVersions, { stage: 'AWSCURRENT', to: 'two', from: undefined }), twoVersions)
})

test('AWSPENDING can be removed', () => {
  const pending = openPending(twoVersions, 'three', 2)
  const versions = moveStage(pending, { stage: 'AWSPENDING', to: undefined, from: 'three' })
  assert.deepEqual(stagesById(versions), stagesById(twoVersions))
  assert.deepEqual(stagesById(detach(pending, 'AWSPENDING')), stagesById(twoVersions))
})

test('a version holds at most twenty labels', () => {
  const stages = Array.from({ length: 20 }, (_, index) => `label-${index}`)
  const versions = writeValue(twoVersions, { id: 'three', value: text('c'), stages, at: 1 })
  assert.throws(() => moveStage(versions, { stage: 'one-more', to: 'three', from: undefined }), {
    code: 'LimitExceededException',
  })
})

test('versions without a label are removed beyond a hundred, but not on their first day', () => {
  const dayMs = 24 * 60 * 60 * 1_000
  let versions: Versions = []
  for (let index = 0; index < 110; index++) {
    versions = writeValue(versions, { id: `v${index}`, value: text('x'), stages: ['AWSCURRENT'], at: 0 })
  }
  assert.equal(versions.length, 110)
  const nextDay = writeValue(versions, { id: 'last', value: text('x'), stages: ['AWSCURRENT'], at: dayMs + 1 })
  assert.equal(nextDay.length, 102)
  assert.equal(versionOf(nextDay, 'v0'), undefined)
})
