import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Agent, type Dispatcher, fetch, request } from 'undici'
import { chooseFault, createInjection, type FaultChoice, grantLease, tokenChaos } from '../../chaos/interceptor.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'

let api: HostileServer
const directories: string[] = []

before(async () => {
  api = await startHostileServer({ kind: 'json', body: { ok: true } })
})
after(async () => {
  await api.close()
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })))
})

function armed(choice: FaultChoice) {
  const injection = createInjection()
  injection.arm({
    fault: chooseFault(choice),
    lease: grantLease(60),
    seed: 1,
    percent: 100,
    maxInjected: Number.POSITIVE_INFINITY,
  })
  return { injection, interceptor: tokenChaos({ injection, origins: { api: [new URL(api.url).origin] } }) }
}

const bearer = 'Bearer one-token-of-many'

describe('the interceptor', () => {
  const shapes: readonly (readonly [string, NonNullable<Dispatcher.DispatchOptions['headers']>])[] = [
    ['an object', { authorization: bearer }],
    ['a flat list', ['Authorization', bearer]],
    ['an iterable', new Map([['authorization', bearer]])],
  ]
  for (const [shape, headers] of shapes)
    it(`removes the token from headers that are ${shape}`, async () => {
      const dispatcher = new Agent().compose(armed({ fault: 'token.missing', variant: 'absent' }).interceptor)
      await (await request(`${api.url}/me`, { dispatcher, headers })).body.dump()
      assert.equal(api.requests.at(-1)?.headers['authorization'], undefined)
    })

  it('answers without a network request, for request and for fetch', async () => {
    const { injection, interceptor } = armed({ fault: 'rate.limited', variant: 'seconds' })
    const dispatcher = new Agent().compose(interceptor)
    const before = api.requests.length
    const plain = await request(`${api.url}/me`, { dispatcher })
    assert.deepEqual([plain.statusCode, plain.headers['retry-after']], [429, '1'])
    assert.deepEqual(await plain.body.json(), { error: 'rate_limited' })
    const fetched = await fetch(`${api.url}/me`, { dispatcher })
    assert.deepEqual([fetched.status, await fetched.json()], [429, { error: 'rate_limited' }])
    assert.equal(api.requests.length, before)
    assert.equal(injection.counts().injected, 2)
  })

  it('lets requests to other origins pass', async () => {
    const other = await startHostileServer({ kind: 'json', body: {} })
    const dispatcher = new Agent().compose(armed({ fault: 'token.missing', variant: 'absent' }).interceptor)
    await (await request(other.url, { dispatcher, headers: { authorization: bearer } })).body.dump()
    assert.equal(other.requests[0]?.headers['authorization'], bearer)
    await other.close()
  })

  it('acts only on its own planes, and is called first if it is the last of several interceptors', async () => {
    const validating = new Agent().compose(armed({ fault: 'validation.slow', variant: 'hanging' }).interceptor)
    // A client never sends requests of the plane `validation`.
    await (await request(`${api.url}/me`, { dispatcher: validating })).body.dump()
    const { interceptor } = armed({ fault: 'token.missing', variant: 'absent' })
    const order: string[] = []
    const noting =
      (name: string): Dispatcher.DispatcherComposeInterceptor =>
      (dispatch) =>
      (options, handler) => {
        order.push(name)
        return dispatch(options, handler)
      }
    const composed = new Agent().compose([noting('first'), interceptor, noting('last')])
    await (await request(`${api.url}/me`, { dispatcher: composed })).body.dump()
    assert.deepEqual(order, ['last', 'first'])
  })
})

describe('the preload', () => {
  const entry = fileURLToPath(import.meta.resolve('../../chaos/preload/register.ts'))

  /** Runs a small service under the preload. Resolves with its output. */
  async function serviceUnder(order: object | null, { turns = 20, first = '' } = {}): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-preload-'))
    directories.push(directory)
    const file = join(directory, 'order.json')
    if (order !== null) await writeFile(file, JSON.stringify(order))
    const service = `
      ${first}
      const ask = async () => (await fetch('${api.url}/me', { headers: { authorization: '${bearer}' } })).status
      let status = await ask()
      for (let turn = 0; turn < ${turns} && status === 200; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        status = await ask()
      }
      process.stdout.write(String(status))
    `
    const child = spawn(process.execPath, ['--input-type=module', '--eval', service], {
      env: { ...process.env, NODE_OPTIONS: `--import=${entry}`, TOKENWATCH_CHAOS_FILE: file },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
    })
    await once(child, 'close')
    return text
  }

  const order = (seconds: number) => ({
    fault: 'false-401',
    variant: 'some',
    params: { percent: 100 },
    until: new Date(Date.now() + seconds * 1_000).toISOString(),
    origins: { api: [new URL(api.url).origin] },
  })

  it('acts on requests of the built-in fetch, without a change of the service', async () => {
    assert.equal(await serviceUnder(order(60), { turns: 500 }), '401')
  })

  for (const [what, first] of [
    ['undici', "const { fetch } = await import('undici')"],
    ['undici 7', "const { fetch } = await import('undici7')"],
    [
      'an undici that sets a dispatcher of its own while the order lives',
      `const { Agent, fetch, setGlobalDispatcher } = await import('undici')
      setTimeout(() => setGlobalDispatcher(new Agent()), 600)
      await new Promise((resolve) => setTimeout(resolve, 650))`,
    ],
  ] as const)
    it(`acts on requests of the fetch of ${what}`, async () => {
      assert.equal(await serviceUnder(order(60), { turns: 500, first }), '401')
    })

  it('leaves the dispatchers of a service alone without an order', async () => {
    const first = `await import('undici')
      const dispatchers = () => [1, 2].map((version) => globalThis[Symbol.for('undici.globalDispatcher.' + version)])
      const before = dispatchers()
      await new Promise((resolve) => setTimeout(resolve, 600))
      if (dispatchers().some((one, index) => one === undefined || one !== before[index])) throw new Error('changed')`
    assert.equal(await serviceUnder(null, { first }), '200')
  })

  it('does nothing without an order, and nothing after its end', async () => {
    assert.equal(await serviceUnder(null), '200')
    assert.equal(await serviceUnder(order(-1)), '200')
  })
})
