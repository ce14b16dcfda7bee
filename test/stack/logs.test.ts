import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startHostileServer } from '../support/hostile-server.ts'
import { aWatch, deploymentOf, hookLimit, keepOpen, stackCadence, startWatching } from '../support/stack.ts'

const ids = ['first', 'second', 'dead']
const ticks = 3

describe('the log of three ticks', hookLimit, () => {
  const opened = keepOpen()

  it('has each judgement once, and a line of its own for what is new or not valid', async () => {
    const server = opened(
      await startHostileServer(({ headers }) => {
        const isDead = JSON.stringify(headers).includes('token-of-dead')
        return { kind: 'json', status: isDead ? 401 : 200, body: isDead ? {} : { login: 'acme-bot' } }
      }),
    )
    const checks = ids.map((id) => aWatch(id, `${server.url}/me`))
    const secrets = Object.fromEntries(ids.map((id) => [`production/${id}`, `token-of-${id}`]))
    const stack = opened(await startWatching(deploymentOf(checks, { logs: 'changes' }), secrets))
    for (let tick = 0; tick < ticks; tick += 1) await stack.tick(stackCadence)
    const together = stack.logbook.events.filter((event) => event.event === 'readings')
    const alone = stack.logbook.events
      .filter((event) => event.event === 'reading')
      .filter((event) => event.attempt === 1)
    const judged = [
      ...together.flatMap(({ tick, unchanged }) => Object.keys(unchanged).map((check) => `${check} ${tick}`)),
      ...alone.map(({ check, tick }) => `${check} ${tick}`),
    ]
    assert.deepEqual([judged.length, new Set(judged).size], [ids.length * ticks, ids.length * ticks])
    const [first = 0, second, dead] = ids.map((id) => alone.filter(({ check }) => check === `production/${id}`).length)
    assert.deepEqual([second, dead], [first, ticks])
    // At first, and again if an hour begins meanwhile.
    assert.ok(first === 1 || first === 2, `${first}`)
    assert.equal(together.length, ticks - first)
  })
})
