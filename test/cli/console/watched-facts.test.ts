import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchFacts } from '../../../cli/console/watched-facts.ts'
import { CommandFailure } from '../../../cli/framework/failure.ts'
import { someFacts } from '../../status-page/facts.ts'
import { eventually } from '../../support/stack.ts'

/** Facts whose looks are counted; each waits for `gate`. */
function counted(gate: () => Promise<void> = async () => {}) {
  const seen = { looks: 0 }
  const look = async () => {
    seen.looks += 1
    await gate()
    return someFacts()
  }
  return { seen, look }
}

describe('facts that are watched', () => {
  it('are looked at once for all who ask at the same time', async () => {
    const { seen, look } = counted()
    const facts = watchFacts({ look, everyMs: 60_000, restMs: 0 })
    await Promise.all(Array.from({ length: 20 }, () => facts.latest(0)))
    assert.equal(seen.looks, 1)
  })

  it('are not looked at while nobody listens and nobody asks', async () => {
    const { seen, look } = counted()
    const facts = watchFacts({ look, everyMs: 1, restMs: 0 })
    const stop = facts.onLook(() => {})
    await eventually(() => seen.looks >= 3)
    stop()
    facts.changed()
    await facts.latest(Number.POSITIVE_INFINITY)
    const { looks } = seen
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(seen.looks <= looks + 1)
    facts.close()
  })

  it('join a burst of changes to one look', async () => {
    const { seen, look } = counted()
    const facts = watchFacts({ look, everyMs: 60_000, restMs: 0 })
    let heard = 0
    const stop = facts.onLook(() => {
      heard += 1
    })
    await eventually(() => heard === 1)
    for (let change = 0; change < 10_000; change += 1) facts.changed()
    await eventually(() => heard === 2)
    assert.equal(seen.looks, 2)
    stop()
    facts.close()
  })

  it('say the words of the command line when AWS denies something, and keep the last facts', async () => {
    let isDenied = false
    const look = async () => {
      if (isDenied) throw new CommandFailure('denied', 'AWS denies lambda:InvokeFunction on arn:x: attach the policy')
      return someFacts()
    }
    const facts = watchFacts({ look, everyMs: 60_000, restMs: 0 })
    await facts.latest(0)
    isDenied = true
    const { facts: kept, trouble, ageMs } = await facts.latest(-1)
    assert.equal(kept?.deployment, 'acme')
    assert.match(String(trouble), /^AWS denies lambda:InvokeFunction/)
    assert.ok(ageMs >= 0)
  })
})
