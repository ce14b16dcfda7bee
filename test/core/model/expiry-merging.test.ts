import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ExpiryEvidence, type ExpirySource, mergeExpiry } from '../../../functions/core/model/expiry.ts'
import { fc } from '../../support/property.ts'

const sources: ExpirySource[] = [
  'jwt',
  'header',
  'answer',
  'introspection',
  'secret_field',
  'tag',
  'declared',
  'max_age',
]

const evidence: fc.Arbitrary<ExpiryEvidence> = fc.record(
  {
    source: fc.constantFrom(...sources),
    at: fc.oneof(fc.constant<'never'>('never'), fc.integer({ min: 946_684_800, max: 946_684_900 })),
  },
  { noNullPrototype: true },
)

/** The same evidence in some order, and in another. */
const shuffled = fc
  .array(evidence, { maxLength: 8 })
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))

describe('the expiry from all sources', () => {
  it('is unknown if no source names one', () => assert.equal(mergeExpiry([]), null))

  it('is the earliest instant, with the source that named it', () => {
    const jwt: ExpiryEvidence = { source: 'jwt', at: 2_000_000_000 }
    const declared: ExpiryEvidence = { source: 'declared', at: 1_900_000_000 }
    assert.deepEqual(mergeExpiry([jwt, declared, { source: 'answer', at: 'never' }]), declared)
  })

  it('does not depend on the order of the sources', () => {
    fc.assert(
      fc.property(shuffled, ([some, other]) => {
        assert.deepEqual(mergeExpiry(some), mergeExpiry(other))
      }),
    )
  })

  it('is never later than any of the named instants', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1 }), (all) => {
        const instants = all.map(({ at }) => at).filter((at) => at !== 'never')
        assert.equal(mergeExpiry(all)?.at, instants.length === 0 ? 'never' : Math.min(...instants))
      }),
    )
  })

  it('does not change if a source is repeated', () => {
    fc.assert(
      fc.property(fc.array(evidence), (all) => {
        assert.deepEqual(mergeExpiry([...all, ...all]), mergeExpiry(all))
      }),
    )
  })
})
