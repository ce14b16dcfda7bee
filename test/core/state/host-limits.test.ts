import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hostLimits } from '../../../functions/core/state/host-limits.ts'

/** Runs a task for each named host. Returns the concurrency in total and for each host, and the order in which they ended. */
async function crowd(limits: { total: number; perHost: number }, hosts: readonly (string | null)[]) {
  const running = new Map<string, number>()
  const most = new Map<string, number>()
  const count = (name: string, by: number) => {
    running.set(name, (running.get(name) ?? 0) + by)
    most.set(name, Math.max(most.get(name) ?? 0, running.get(name) ?? 0))
  }
  const ended: (string | null)[] = []
  const { run } = hostLimits(limits)
  const task = (host: string | null) =>
    run(host, async () => {
      for (const name of ['all', String(host)]) count(name, 1)
      await new Promise(setImmediate)
      for (const name of ['all', String(host)]) count(name, -1)
      ended.push(host)
      return host
    })
  const done = await Promise.all(hosts.map(task))
  return { done, ended, most: Object.fromEntries(most) }
}

const times = (count: number, host: string | null) => Array.from({ length: count }, () => host)

describe('concurrency', () => {
  it('is limited for each host and over all of them', async () => {
    const hosts = [...times(20, 'a'), ...times(20, 'b'), ...times(20, 'c')]
    const { done, most } = await crowd({ total: 10, perHost: 4 }, hosts)
    assert.deepEqual(done, hosts)
    assert.deepEqual(most, { all: 10, a: 4, b: 4, c: 4 })
  })

  it('is not limited by host for a task without one', async () => {
    assert.deepEqual((await crowd({ total: 10, perHost: 2 }, times(20, null))).most, { all: 10, null: 10 })
  })

  it('lets no full host delay another', async () => {
    const { ended } = await crowd({ total: 6, perHost: 2 }, [...times(20, 'a'), ...times(2, 'b')])
    assert.deepEqual(ended.slice(0, 4).toSorted(), ['a', 'a', 'b', 'b'])
  })

  it('continues after a task fails', async () => {
    const { run } = hostLimits({ total: 1, perHost: 1 })
    await assert.rejects(
      run('a', () => Promise.reject(new Error('failed'))),
      /failed/,
    )
    assert.equal(await run('a', async () => 'done'), 'done')
  })
})
