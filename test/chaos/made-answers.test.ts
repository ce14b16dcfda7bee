import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as undici8 from 'undici'
import * as undici7 from 'undici7'
import { chooseFault, createInjection, type FaultChoice, grantLease, tokenChaos } from '../../chaos/interceptor.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'

let api: HostileServer
const agent = undici8.getGlobalDispatcher()
before(async () => {
  api = await startHostileServer({ kind: 'json', body: { access_token: 'token-of-the-test' } })
})
after(async () => {
  undici8.setGlobalDispatcher(agent)
  await api.close()
})

type Undici = Pick<typeof undici8, 'Agent' | 'fetch' | 'request' | 'interceptors'>

// A boundary: the types of the two versions differ, though the parts that are used here do not.
const versions: readonly (readonly [string, Undici])[] = [
  ['undici 8', undici8],
  ['undici 7', undici7 as unknown as Undici],
]

function breaking(choice: FaultChoice, plane: 'api' | 'idp' = 'api'): undici8.Dispatcher.DispatcherComposeInterceptor {
  const injection = createInjection()
  const maxInjected = Number.POSITIVE_INFINITY
  injection.arm({ fault: chooseFault(choice), lease: grantLease(60), seed: 1, percent: 100, maxInjected })
  return tokenChaos({ injection, origins: { [plane]: [new URL(api.url).origin] } })
}

const limited = { fault: 'rate.limited', variant: 'seconds' } as const
const badGzip = { fault: 'token.corrupted-in-transit', variant: 'answer_bad_gzip' } as const

type Answered = { readonly status: number; readonly headers: { get(name: string): string | null } }

function assertLimited({ status, headers }: Answered): void {
  const seen = ['retry-after', 'content-type'].map((name) => headers.get(name))
  assert.deepEqual([status, ...seen], [429, '1', 'application/json'])
  assert.notEqual(headers.get('x-tokenwatch-chaos'), null)
}

describe('a made-up answer', { timeout: 30_000 }, () => {
  it("has its headers for Node's own fetch, and fails its body if it claims to be gzip", async () => {
    undici8.setGlobalDispatcher(new undici8.Agent().compose(breaking(limited)))
    assertLimited(await fetch(api.url))
    undici8.setGlobalDispatcher(new undici8.Agent().compose(breaking(badGzip, 'idp')))
    await assert.rejects((await fetch(api.url)).text())
  })

  for (const [name, { Agent, fetch: ask, request, interceptors }] of versions) {
    it(`has its headers for fetch and request of ${name}`, async () => {
      const dispatcher = new Agent().compose(breaking(limited))
      assertLimited(await ask(api.url, { dispatcher }))
      const { statusCode, headers } = await request(api.url, { dispatcher })
      assert.deepEqual([statusCode, headers['retry-after']], [429, '1'])
    })

    it(`fails its body for fetch of ${name} if it claims to be gzip`, async () => {
      const answer = await ask(api.url, { dispatcher: new Agent().compose(breaking(badGzip, 'idp')) })
      assert.equal(answer.headers.get('content-encoding'), 'gzip')
      await assert.rejects(answer.text())
    })

    /** Interceptors around the fault, whose handlers throw at an answer that they do not want. */
    const around = {
      retries: interceptors.retry({ maxRetries: 1, minTimeout: 1, maxTimeout: 2 }),
      'makes errors of answers': interceptors.responseError(),
    }
    for (const [does, outer] of Object.entries(around))
      for (const variant of ['unavailable', 'reset'] as const)
        it(`(${variant}) rejects the call of an agent of ${name} that ${does}, and throws nowhere else`, async () => {
          const dispatcher = new Agent().compose(breaking({ fault: 'idp.down', variant }, 'idp'), outer)
          const thrown: unknown[] = []
          const note = (error: unknown) => void thrown.push(error)
          process.on('uncaughtException', note)
          try {
            await assert.rejects(request(api.url, { dispatcher }))
          } finally {
            process.off('uncaughtException', note)
          }
          assert.deepEqual(thrown, [])
        })
  }
})
