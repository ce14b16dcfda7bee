/** Sends one request with a token by a library of somebody else. Resolves with the status of the last answer, or 0 without any. */
export type SendByLibrary = (url: string, token: string) => Promise<number>

/** A library under test. `load` receives a function that requires from the folder with the installed packages. */
export type Library = {
  readonly name: string
  readonly packages: readonly string[]
  load(require: NodeJS.Require): SendByLibrary
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A call of a package that is installed elsewhere, as far as it is used here. */
type Get = (url: string, options: object) => Promise<unknown>

/** A request of superagent. */
type Asked = PromiseLike<unknown> & { set(headers: object): Asked; retry(times: number): Asked }

/** A request of wretch. */
type Wretched = { headers(all: object): { get(): { res(): Promise<unknown> } } }

type Undici = {
  readonly Agent: new () => { compose(interceptor: unknown): object }
  readonly interceptors: { retry(options: object): unknown }
  readonly request: Get
}

function fieldOf(value: unknown, name: string): unknown {
  return (typeof value === 'object' || typeof value === 'function') && value !== null
    ? Reflect.get(value, name)
    : undefined
}

/** Runs a call whose error may carry the answer. */
async function statusOf(answer: PromiseLike<unknown>, field: 'status' | 'statusCode' = 'status'): Promise<number> {
  const given = await answer.then(
    (one) => one,
    (error: unknown) => fieldOf(error, 'response') ?? error,
  )
  const status = Number(fieldOf(given, field))
  return Number.isFinite(status) ? status : 0
}

export const libraries: readonly Library[] = [
  {
    name: 'axios',
    packages: ['axios'],
    load(require) {
      const { default: axios }: { default: { get: Get } } = require('axios')
      return (url, token) => statusOf(axios.get(url, { headers: bearer(token) }))
    },
  },
  {
    name: 'axios-retry',
    packages: ['axios', 'axios-retry'],
    load(require) {
      const { default: axios }: { default: { create(): { get: Get } } } = require('axios')
      const { default: retrying }: { default: (client: object, options: object) => void } = require('axios-retry')
      const client = axios.create()
      retrying(client, { retries: 3 })
      return (url, token) => statusOf(client.get(url, { headers: bearer(token) }))
    },
  },
  {
    name: 'got',
    packages: ['got'],
    load(require) {
      const { default: got }: { default: Get } = require('got')
      const retry = {
        limit: 2,
        calculateDelay: ({ computedValue }: { computedValue: number }) => (computedValue === 0 ? 0 : 20),
      }
      return (url, token) => statusOf(got(url, { headers: bearer(token), retry }), 'statusCode')
    },
  },
  {
    name: 'ky',
    packages: ['ky'],
    load(require) {
      const { default: ky }: { default: Get } = require('ky')
      const retry = { limit: 2, delay: () => 20 }
      return (url, token) => statusOf(ky(url, { headers: bearer(token), retry }))
    },
  },
  {
    name: 'node-fetch',
    packages: ['node-fetch'],
    load(require) {
      const { default: ask }: { default: Get } = require('node-fetch')
      return (url, token) => statusOf(ask(url, { headers: bearer(token) }))
    },
  },
  {
    name: 'superagent',
    packages: ['superagent'],
    load(require) {
      const agent: { get(url: string): Asked } = require('superagent')
      return (url, token) => statusOf(agent.get(url).set(bearer(token)))
    },
  },
  {
    name: 'superagent .retry(3)',
    packages: ['superagent'],
    load(require) {
      const agent: { get(url: string): Asked } = require('superagent')
      return (url, token) => statusOf(agent.get(url).set(bearer(token)).retry(3))
    },
  },
  {
    name: 'needle',
    packages: ['needle'],
    load(require) {
      const needle: (method: string, url: string, body: null, options: object) => Promise<unknown> = require('needle')
      return (url, token) => statusOf(needle('get', url, null, { headers: bearer(token) }), 'statusCode')
    },
  },
  {
    name: 'wretch',
    packages: ['wretch'],
    load(require) {
      const { default: wretch }: { default: (url: string) => Wretched } = require('wretch')
      return (url, token) => statusOf(wretch(url).headers(bearer(token)).get().res())
    },
  },
  {
    name: 'undici retry',
    packages: ['undici'],
    load(require) {
      const { Agent, interceptors, request }: Undici = require('undici')
      const retry = interceptors.retry({ maxRetries: 5, minTimeout: 10, maxTimeout: 20 })
      const dispatcher = new Agent().compose(retry)
      return (url, token) => statusOf(request(url, { dispatcher, headers: bearer(token) }), 'statusCode')
    },
  },
]
