import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Kind, kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'
import { type CrashRow, crashesOf } from './crashes.ts'

/** The one lock-out that cannot be prevented: the old credential died with the exchange, and the answer was lost. */
const unavoidable: ReadonlyMap<string, string> = new Map([
  [kinds.rotateDead.title, 'after POST /rotate'],
  [kinds.refreshRotating.title, 'after POST /token'],
  [kinds.refreshIntrospected.title, 'after POST /token'],
])

/** Classes whose old credential lives on, so that the current version works at every instant. */
const overlapping = /^(A|C|E|F|G) /

/** Asserts, for each kind, that a crash at any point of its rotation is repaired. */
export function locksNobodyOut(given: readonly Kind[]): void {
  describe('a crash', () => {
    let lab: RotationLab
    before(async () => {
      lab = await startRotationLab('memory')
    })
    after(() => lab.close())

    for (const kind of given)
      it(`anywhere in ${kind.title} locks nobody out, except if an answer is lost that cannot be fetched again`, async () => {
        const rows: CrashRow[] = []
        for await (const row of crashesOf(lab, kind)) rows.push(row)
        assert.ok(rows.length > 10)
        for (const row of rows) {
          const where = `${row.crash}: found ${row.found}, did ${row.done}, ended ${row.end}`
          const isUnavoidable = unavoidable.get(kind.title) === row.crash
          assert.ok(!row.lockedOut || isUnavoidable, where)
          assert.equal(row.needsPerson, isUnavoidable, where)
          if (isUnavoidable) assert.ok(row.pages.length > 0, where)
          if (overlapping.test(kind.title)) assert.equal(row.outages, 0, where)
          assert.equal(row.orphans, 0, where)
        }
      })
  })
}
