import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  parseRotationOrder,
  parseRotationReply,
  type RotationOrder,
  type RotationReply,
  rotationOrderEvent,
} from '../../../functions/core/rotation/order-event.ts'
import type { Outlook } from '../../../functions/core/rotation/outlook.ts'

const order: RotationOrder = { check: 'production/ci', act: 'start', by: 'sam', approve: true }
const outlook: Outlook = {
  ...{ check: 'production/ci', by: 'ours', class: 'create_revoke', versionId: 'one', nextVersionId: 'two' },
  ...{ hindrance: null, cautions: ['cooling', 'monitor_broken'] },
}

describe('an order to rotate', () => {
  it('is read as it was given', () => assert.deepEqual(parseRotationOrder(rotationOrderEvent(order)), order))

  for (const [what, change] of [
    ['no check', { check: undefined }],
    ['what is no key of a check', { check: 'ci' }],
    ['nobody who gives it', { by: undefined }],
    ['an act that there is not', { act: 'revoke' }],
  ] as const)
    it(`is none with ${what}`, () => assert.equal(parseRotationOrder({ rotationOrder: { ...order, ...change } }), null))

  it('is none for a schedule, or for an event of AWS', () => {
    for (const event of [{ cadence: '5m' }, { source: 'aws.secretsmanager' }, null, 'text'])
      assert.equal(parseRotationOrder(event), null)
  })

  it('allows nothing that is not said outright, and names nobody at length', () => {
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
    { kind: 'looked', outlook },
    { kind: 'looked', outlook: { ...outlook, by: 'manual', class: null, versionId: null, hindrance: 'by_hand' } },
    { kind: 'started', outlook, outcome: 'requested' },
  ]
  for (const reply of replies)
    it(`is read as it was given: ${reply.kind}`, () =>
      assert.deepEqual(parseRotationReply(JSON.stringify(reply)), reply))

  for (const [what, payload] of [
    ['no JSON', 'Task timed out'],
    ['what another version answers', JSON.stringify({ kind: 'queued' })],
    ['a start without its outcome', JSON.stringify({ kind: 'started', outlook })],
    ['an outlook of nothing', JSON.stringify({ kind: 'looked', outlook: {} })],
  ] as const)
    it(`is none in ${what}`, () => assert.equal(parseRotationReply(payload), null))
})
