import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endingVersions, versionNoticeDays } from '../../../cli/providers/versions.ts'
import { newestDay } from '../../../functions/providers/evidence.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { assertEvery } from '../../support/assert-every.ts'

const all = [...providers.values()]
const pinecone = providers.get('pinecone') ?? assert.fail()

it('a date that a question pins is a version with a source', () =>
  assertEvery(
    all,
    ({ name }) => name,
    ({ question, version }) => {
      const found = /\b20[0-9]{2}-[0-9]{2}(-[0-9]{2})?\b/.exec(JSON.stringify(question))?.[0]
      assert.equal(found, version?.at)
    },
  ))

it('no version that a question pins ends soon after the day of the newest source', () =>
  assert.deepEqual(endingVersions(all, Date.parse(newestDay(all))), []))

it('a version that ends is warned of before its end, and after it', () => {
  const pinned = [{ ...pinecone, version: { at: '2025-10', until: '2026-10-01', source: 'versions' } }]
  const daysAt = (day: string) => endingVersions(pinned, Date.parse(day)).map(([, days]) => days)
  assert.deepEqual(daysAt('2026-07-01'), [])
  assert.deepEqual(daysAt('2026-07-04'), [versionNoticeDays - 1])
  assert.deepEqual(daysAt('2026-10-01'), [0])
  assert.deepEqual(daysAt('2026-11-30'), [-60])
})

it('a version without a known end is never said to end', () => {
  const pinned = [{ ...pinecone, version: { at: '2010-04-01', until: null, source: 'versions' } }]
  assert.deepEqual(endingVersions(pinned, Date.parse('2050-01-01')), [])
})
