import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Address, Resolve } from '../../../../functions/core/model/addresses.ts'
import { openNames } from '../../../../functions/core/probe/network/names.ts'
import { meeting, summaryOf } from '../../../support/exchange.ts'

const [here, there]: Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '127.0.0.2', family: 4 },
]
const never = () => new Promise<never>(() => undefined)
const fails = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

/** The system's resolver knows `here`, the name servers know `there`; names that begin with `silent` get no answer from either. */
function resolvers(overrides: { readonly system?: Resolve; readonly direct?: Resolve } = {}) {
  const calls: string[] = []
  const answering =
    (kind: string, known: Address | undefined, instead?: Resolve): Resolve =>
    (name) => {
      calls.push(`${kind} ${name}`)
      if (instead !== undefined) return instead(name)
      return name.startsWith('silent') || known === undefined ? never() : Promise.resolve([known])
    }
  const resolve = openNames({
    system: answering('system', here, overrides.system),
    direct: answering('direct', there, overrides.direct),
  })
  return { resolve, calls }
}

describe('a name', () => {
  it('is asked of the system, where that answers', async () => {
    const { resolve, calls } = resolvers()
    assert.deepEqual(await resolve('api.example'), [here])
    assert.deepEqual(calls, ['system api.example'])
  })

  it('is looked up once for all who wait for it, and anew for the next', async () => {
    const { resolve, calls } = resolvers()
    await Promise.all([resolve('api.example'), resolve('api.example'), resolve('api.example')])
    assert.equal(calls.length, 1)
    await resolve('api.example')
    assert.equal(calls.length, 2)
  })

  for (const hanging of [1, 2, 4, 5, 40])
    it(`costs others nothing while ${hanging} of a silent name server hang`, async () => {
      const { resolve, calls } = resolvers()
      for (let count = 0; count < hanging; count += 1) void resolve(`silent-${count}.example`)
      const startMs = performance.now()
      const found = await Promise.all(['a.example', 'b.example', 'c.example'].map(resolve))
      assert.ok(performance.now() - startMs < 2_000)
      assert.equal(found.flat().length, 3)
      // Two threads of libuv at most: the others are left to the calls to AWS.
      assert.ok(calls.filter((call) => call.startsWith('system silent')).length <= 2)
    })

  it('that hangs holds one thread, however many ask for it', async () => {
    const { resolve, calls } = resolvers()
    for (let count = 0; count < 8; count += 1) void resolve('silent.example')
    assert.deepEqual(await resolve('api.example'), [here])
    assert.deepEqual(calls, ['system silent.example', 'system api.example'])
  })

  it('that hangs delays no request to another host', () => {
    const { resolve } = resolvers()
    return meeting(
      { kind: 'json', body: {} },
      async ({ ask, server }) => {
        const hanging = new AbortController()
        const urls = Array.from(
          { length: 12 },
          (_, index) => new URL(`http://silent-${index % 6}.example:${server.port}/`),
        )
        const lost = urls.map((url) => ask({ url }, hanging.signal))
        const answered = await ask({
          url: new URL(`http://api.example:${server.port}/`),
          allowPrivate: ['127.0.0.0/8'],
        })
        assert.deepEqual(summaryOf(answered), [200])
        hanging.abort()
        for (const outcome of await Promise.all(lost))
          assert.deepEqual(summaryOf(outcome), ['timed_out', 'deadline', 'dns'])
      },
      { resolve: async (name) => ((await resolve(name)).length > 0 && here !== undefined ? [here] : []) },
    )
  })

  it('that only the name servers answer in time is found there', async () => {
    const { resolve } = resolvers({ system: never })
    assert.deepEqual(await resolve('api.example'), [there])
  })

  it('that only the machine knows is waited for', async () => {
    const late = Promise.withResolvers<readonly Address[]>()
    const { resolve } = resolvers({
      system: () => late.promise,
      direct: async () => {
        setImmediate(() => late.resolve(here === undefined ? [] : [here]))
        return fails('ENOTFOUND')
      },
    })
    assert.deepEqual(await resolve('in-the-hosts-file'), [here])
  })

  it('that the system does not know does not exist', async () => {
    const { resolve, calls } = resolvers({ system: () => fails('ENOTFOUND') })
    await assert.rejects(resolve('nowhere.example'), { code: 'ENOTFOUND' })
    assert.deepEqual(calls, ['system nowhere.example'])
  })
})
