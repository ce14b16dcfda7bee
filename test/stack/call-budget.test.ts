import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { aWatch, deploymentOf, hookLimit, keepOpen, stackCadence, startWatching, stateOf } from '../support/stack.ts'

/** Twelve tokens of one host are dead at once. */
describe('a host that may be called eighteen times a minute', { timeout: 60_000 }, () => {
  let server: HostileServer
  let stack: Stack
  const opened = keepOpen()
  const ids = Array.from({ length: 12 }, (_, index) => `bot-${index}`)
  before(async () => {
    server = opened(await startHostileServer({ kind: 'json', status: 401, body: {} }))
    const budget = { host: '18/1m' }
    const deployment = deploymentOf(ids.map((id) => aWatch(id, `${server.url}/me`, { budget })))
    stack = opened(
      await startWatching(deployment, Object.fromEntries(ids.map((id) => [`production/${id}`, `made-up-${id}`]))),
    )
  }, hookLimit)

  /** One tick: how often the host was called, and how many checks are in which reason. */
  async function tick(): Promise<readonly [calls: number, reasons: Readonly<Record<string, number>>]> {
    const before = server.requests.length
    await stack.tick(stackCadence)
    const states = await Promise.all(ids.map((id) => stateOf(stack, `production/${id}`)))
    const reasons = Object.entries(Object.groupBy(states, ({ reason }) => reason))
    return [server.requests.length - before, Object.fromEntries(reasons.map(([name, all]) => [name, all.length]))]
  }

  it('gets no more calls, and a refusal without room for a proof is settling, never rejected after one answer', async () => {
    assert.deepEqual(await tick(), [18, { rejected: 6, settling: 6 }])
    const withheld = stack.logbook.events.filter(({ event }) => event === 'withheld')
    assert.ok(withheld.some((event) => event.event === 'withheld' && event.look === 'proof' && event.budget === 'host'))
  })

  it('gets the remaining proofs in the ticks that follow', async () => {
    const ticks = [await tick(), await tick(), await tick()]
    assert.deepEqual(ticks.at(-1)?.[1], { rejected: 12 })
    assert.ok(ticks.every(([calls]) => calls <= 18))
  })
})
