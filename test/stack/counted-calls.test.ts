import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { assumptions } from '../../cli/cost/prices.ts'
import type { Stack } from '../../local/stack.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { itemBytes } from '../support/item-size.ts'
import {
  aWatch,
  deploymentOf,
  eventually,
  hookLimit,
  itemsOf,
  keepOpen,
  stackCadence,
  startWatching,
} from '../support/stack.ts'
import { tableUnits } from '../support/table-units.ts'

/** A full batch, with ids as people write them. */
const ids = Array.from({ length: 50 }, (_, index) => `github-deploy-bot-${index + 10}`)

/** Bytes that CloudWatch Logs adds to each line, and a line break. */
const lineExtra = 27

/** The model of `tokenwatch cost` against a real tick of a warm container. */
describe('a warm tick of fifty healthy checks', hookLimit, () => {
  const opened = keepOpen()
  let stack: Stack
  let calls: Stack['aws']['dynamodb']['calls']
  let lines: Stack['logbook']['events']
  let secretCalls: readonly string[]
  before(async () => {
    const server = opened(await startHostileServer({ kind: 'json', status: 200, body: { login: 'acme-bot' } }))
    const checks = ids.map((id) => aWatch(id, `${server.url}/me`))
    const secrets = Object.fromEntries(ids.map((id) => [`production/${id}`, `token-of-${id}`]))
    stack = opened(await startWatching(deploymentOf(checks, { logs: 'changes' }), secrets))
    // Of the two ticks that are looked at, one is not the first of its hour.
    for (let tick = 0; tick < 3; tick += 1) {
      const [from, logged, asked] = [
        stack.aws.dynamodb.calls.length,
        stack.logbook.events.length,
        stack.aws.secretsManager.calls.length,
      ]
      await stack.tick(stackCadence)
      const isProved = () => stack.aws.dynamodb.calls.slice(from).some((call) => isWriteOf('monitor', call))
      await eventually(isProved)
      calls = stack.aws.dynamodb.calls.slice(from)
      lines = stack.logbook.events.slice(logged)
      secretCalls = stack.aws.secretsManager.calls.slice(asked).map(({ operation }) => operation)
      if (tick > 0 && lines.some(({ event }) => event === 'readings')) break
    }
  }, hookLimit)

  const isWriteOf = (partition: string, { operation, input }: (typeof calls)[number]): boolean =>
    operation === 'PutItem' && JSON.stringify(input).includes(`"pk":{"S":"${partition}"}`)

  const bytesOf = (...events: readonly string[]) =>
    lines
      .filter(({ event }) => events.includes(event))
      .reduce((sum, line) => sum + JSON.stringify(line).length + lineExtra, 0)

  it('takes as many units of the table as the model says, to within a third', async () => {
    const records = (await itemsOf(stack)).filter(({ sk }) => sk?.S?.startsWith('batch#') === true)
    const { writes, reads } = tableUnits(
      calls,
      records.map(itemBytes).reduce((sum, bytes) => sum + bytes, 0),
    )
    const model = {
      writes: assumptions.writesPerBatch + assumptions.writesPerTick,
      // One look at the index of pending messages.
      reads: ids.length * assumptions.readsPerProbe + assumptions.readsPerBatch + assumptions.readsPerTick + 1,
    }
    assert.ok(Math.abs(writes - model.writes) <= writes / 3, `writes: counted ${writes}, model ${model.writes}`)
    assert.ok(Math.abs(reads - model.reads) <= reads / 3, `reads: counted ${reads}, model ${model.reads}`)
  })

  it('writes as much log as the model says, to within a third', () => {
    const each = bytesOf('readings') / ids.length
    const { logBytesPerUnchanged } = assumptions
    assert.ok(Math.abs(each - logBytesPerUnchanged) <= each / 3, `counted ${each}, model ${logBytesPerUnchanged}`)
    // What is left are the lines that Lambda writes itself.
    assert.ok(bytesOf('batch') < assumptions.logBytesPerBatch)
    assert.ok(bytesOf('tick', 'canary') < assumptions.logBytesPerTick)
  })

  it('lists the secrets once, and reads no value that is held', () => {
    assert.equal(secretCalls.filter((name) => name === 'ListSecrets').length, 1)
    assert.ok(secretCalls.filter((name) => name === 'BatchGetSecretValue').length <= 3)
    assert.equal(secretCalls.filter((name) => name === 'GetSecretValue').length, 0)
  })
})
