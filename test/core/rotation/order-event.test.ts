import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  parseRotationOrder,
  parseRotationReply,
  type RotationOrder,
  type RotationReply,
  rotationOrderEvent,
} from '../../../functions/core/rotation/order-event.ts'
import type { Preflight } from '../../../functions/core/rotation/preflight.ts'

const order: RotationOrder = { check: 'production/ci', act: 'start', by: 'sam', approve: true }
const preflight: Preflight = {
  check: 'production/ci',
  by: 'ours',
  class: 'create_revoke',
  versionId: 'one',
  nextVersionId: 'two',
  blocker: null,
  warnings: ['cooling', 'monitor_broken'],
}

describe('an order to rotate', () => {
  it('is read as it was given', () => assert.deepEqual(parseRotationOrder(rotationOrderEvent(order)), order))

  for (const [what, change] of [
    ['no check', { check: undefined }],
    ['what is no key of a check', { check: 'ci' }],
    ['nobody who gives it', { by: undefined }],
    ['an act that there is not', { act: 'revoke' }],
  ] as const)
    it(`is refused with ${what}`, () =>
      assert.equal(parseRotationOrder({ rotationOrder: { ...order, ...change } }), null))

  it("is absent from a schedule's event and from an event of AWS", () => {
    for (const event of [{ cadence: '5m' }, { source: 'aws.secretsmanager' }, null, 'text'])
      assert.equal(parseRotationOrder(event), null)
  })

  it('allows nothing that it does not say, and shortens long names', () => {
    const said = { ...order, approve: 'yes', by: 's'.repeat(1_000) }
    const parsed = parseRotationOrder({ rotationOrder: said })
    assert.deepEqual([parsed?.approve, parsed?.by.length], [false, 200])
  })
})

describe('the answer to an order', () => {
  const replies: readonly RotationReply[] = [
    { kind: 'no_such_check' },
    { kind: 'released' },
    { kind: 'refused', why: 'no rotation of this check is open' },
    { kind: 'looked', preflight },
    { kind: 'looked', preflight: { ...preflight, by: 'manual', class: null, versionId: null, blocker: 'by_hand' } },
    { kind: 'started', preflight, outcome: 'requested' },
  ]
  for (const reply of replies)
    it(`is read as it was given: ${reply.kind}`, () =>
      assert.deepEqual(parseRotationReply(JSON.stringify(reply)), reply))

  for (const [what, payload] of [
    ['no JSON', 'Task timed out'],
    ['what another version answers', JSON.stringify({ kind: 'queued' })],
    ['a start without its outcome', JSON.stringify({ kind: 'started', preflight })],
    ['an empty preflight', JSON.stringify({ kind: 'looked', preflight: {} })],
  ] as const)
    it(`is not read from ${what}`, () => assert.equal(parseRotationReply(payload), null))
})
