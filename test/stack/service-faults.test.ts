import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { CallFault } from '../../local/aws/fault.ts'
import type { Stack } from '../../local/stack.ts'
import { isLongRun } from '../support/long-run.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  queueNames,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

/** Services that a tick calls. EventBridge is called once a change is known, and fails in `core/alerting/transition-events`. Those that only a rotation calls fail in `stack/crash-sweep`. */
const services = ['secretsManager', 'dynamodb', 'sqs', 'sns', 'cloudwatch', 'sts'] as const
type Service = (typeof services)[number]

const kinds = {
  throttles: { fault: { error: 'ThrottlingException', status: 400 }, every: 1 },
  'is down': { fault: { error: 'InternalFailure', status: 500 }, every: 1 },
  'does not answer': { fault: { hang: true }, every: 1 },
  'fails every other call': { fault: { error: 'InternalFailure', status: 500 }, every: 2 },
  'closes every other connection': { fault: { reset: true }, every: 2 },
} satisfies Readonly<Record<string, { readonly fault: CallFault; readonly every: number }>>
type Kind = keyof typeof kinds

/** The kind that stands for the others of a service in `npm test`. */
const samples: Readonly<Record<Service | 'every service', Kind>> = {
  secretsManager: 'throttles',
  dynamodb: 'is down',
  sqs: 'fails every other call',
  sns: 'is down',
  cloudwatch: 'fails every other call',
  sts: 'closes every other connection',
  'every service': 'is down',
}

const alone = Object.entries(samples).flatMap(([title, sample]) => {
  const some = services.filter((one) => one === title || title === 'every service')
  const all = Object.entries(kinds).filter(([kind]) => isLongRun || kind === sample)
  return all.map(([kind, how], index) => ({
    title: `${title} ${kind}`,
    some,
    how,
    id: `${some.join('-')}-${index}`.toLowerCase(),
  }))
})

/** Every two services that are in trouble together, in a long run. */
const pairs = services.flatMap((one, index) => services.slice(index + 1).map((other) => [one, other] as const))
const inPairs = (isLongRun ? pairs : []).flatMap((some) =>
  (['is down', 'fails every other call'] as const).map((kind, index) => ({
    title: `${some.join(' and ')}, each ${kind}`,
    some,
    how: kinds[kind],
    id: `${some.join('-')}-pair-${index}`.toLowerCase(),
  })),
)

const cases = [...alone, ...inPairs]

/** Timeout of the functions. */
const functionTimeoutMs = 90_000

describe('a token that dies while AWS is in trouble', { timeout: isLongRun ? 3_600_000 : 900_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let stack: Stack
  let held: ReadonlyMap<string, string>
  before(async () => {
    product = keep(await startProduct())
    const tokens = await Promise.all(cases.map(async ({ id }) => [id, await product.mint()] as const))
    held = new Map([...tokens, ['healthy', await product.mint()]])
    // A check for each case, since a check that dies again and again is flapping.
    const checks = [...held.keys()].map((id) => aWatch(id, `${product.api.url}/me`))
    const secrets = Object.fromEntries([...held].map(([id, value]) => [`production/${id}`, value]))
    stack = keep(await startWatching(deploymentOf(checks), secrets))
    for (let ticks = 0; ticks < 2; ticks += 1) await stack.tick(stackCadence)
  }, hookLimit)

  const paged = (id: string) =>
    pagesOf(stack).filter(
      ({ alarm }) => alarm.NewStateValue === 'ALARM' && alarm.Tokenwatch.check === `production/${id}`,
    ).length
  const standing = async (id: string) => (await stateOf(stack, `production/${id}`))?.standing
  const heartbeats = () => stack.logbook.events.flatMap((event) => (event.event === 'tick' ? [event.heartbeat] : []))

  function disturb(some: readonly Service[], { fault, every }: (typeof kinds)[Kind]): () => number {
    let met = 0
    for (const service of some) {
      let calls = 0
      const when = () => {
        calls += 1
        const isMet = (calls - 1) % every === 0
        if (isMet) met += 1
        return isMet
      }
      stack.aws[service].inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault, when })
    }
    return () => met
  }

  /** Ticks without waiting for batches that may never come, until nothing is under way. */
  async function tickInTrouble(): Promise<number> {
    const startedMs = performance.now()
    await stack.functions.tick.invoke({ cadence: stackCadence })
    const queue = stack.aws.sqs.queue(queueNames.batches)
    await stack.functions.probe.settled()
    for (const { receipt } of queue.messages()) if (receipt === null) await stack.functions.probe.settled()
    return performance.now() - startedMs
  }

  for (const { title, some, how, id } of cases)
    it(`is paged by the next tick, and nothing says until then that all is well: ${title}`, async () => {
      await stack.tick(stackCadence)
      assert.deepEqual([await standing(id), heartbeats().at(-1)], ['valid', true])
      const beats = heartbeats().length
      await product.oauth.revoke(held.get(id) ?? '')
      const met = disturb(some, how)
      const tookMs = await tickInTrouble()
      for (const service of services) stack.aws[service].clearFaults()
      assert.ok(met() > 0)
      assert.ok(tookMs < functionTimeoutMs, `${tookMs} ms`)
      const isKnown = paged(id) > 0 || (await standing(id)) !== 'valid'
      await stack.tick(stackCadence)
      // A tick tells of the one before, and one that fails tells nothing.
      const isSilent =
        heartbeats()
          .slice(beats)
          .filter((one) => one).length < 2
      assert.ok(isKnown || isSilent)
      assert.ok(paged(id) > 0)
      assert.equal(await standing(id), 'invalid')
      assert.deepEqual([await standing('healthy'), paged('healthy')], ['valid', 0])
      await stack.tick(stackCadence)
    })
})
