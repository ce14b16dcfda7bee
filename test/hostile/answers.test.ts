import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import type { HostileAnswer } from './answers/answer.ts'
import { hostileAnswers } from './answers/every.ts'
import { checkAt, leaks, shownOutcome, startVictim } from './answers/play.ts'

/** Attempts against servers that never end. Which phase they reach by then does not matter. */
const shortMs = 400

/** Longer than any other attempt takes on a busy machine. */
const longMs = 30_000

describe('a hostile answer', { concurrency: 8 }, () => {
  let elsewhere: HostileServer
  before(async () => {
    elsewhere = await startHostileServer({ kind: 'json', body: {} })
  })
  after(async () => {
    await elsewhere.close()
    assert.equal(elsewhere.connections(), 0)
  })

  async function suffer(row: HostileAnswer): Promise<void> {
    const server = await startHostileServer(row.script(elsewhere.url))
    const target = startVictim(row.outcome.startsWith('timed_out') ? shortMs : longMs)
    try {
      const probed = await target.probe(checkAt(server.url, row))
      assert.equal(shownOutcome(probed), row.outcome)
      assert.ok(!leaks(probed))
    } finally {
      await target.close()
      await server.close()
    }
  }

  for (const [kind, rows] of Object.entries(hostileAnswers))
    for (const row of rows) it(`${kind}: ${row.attack}: ${row.outcome}`, () => suffer(row))
})
