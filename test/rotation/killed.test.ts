import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { isLongRun } from '../support/long-run.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { brokenRules, storyOf } from './killed-rules.ts'
import { quickRows, sampleRows } from './killed-sample.ts'
import { killedRows, lineOf } from './killed-table.ts'
import { type KilledWorld, startKilledWorld } from './killed-world.ts'

let world: KilledWorld
before(async () => {
  world = await startKilledWorld()
})
after(() => world.close())

describe('a rotation whose process is killed', () => {
  const docs = readFileSync(new URL('../../docs/rotation.md', import.meta.url), 'utf8')
  for (const kind of Object.values(kinds))
    it(`keeps a version that works and ends by itself, unless the answer died with it, as docs/rotation.md shows: ${kind.title}`, async () => {
      const plan = (isLongRun ? sampleRows() : quickRows()).filter((planned) => planned.kind === kind)
      let rows = 0
      for await (const { planned, row } of killedRows(world, plan)) {
        assert.deepEqual(brokenRules(planned, row), [], storyOf(planned, row))
        assert.ok(docs.includes(lineOf(planned, row)), `npm run rotation:table prints ${lineOf(planned, row)}`)
        rows += 1
      }
      assert.equal(rows, plan.length)
    })
})
