/** Sends one request with a token by a library of somebody else. Resolves with the status of the last answer, or 0 without any. */
export type SendByLibrary = (url: string, token: string) => Promise<number>

/** A library under test. `load` receives a function that requires from the folder with the installed packages. */
export type Library = {
  readonly name: string
  readonly packages: readonly string[]
  load(require: NodeJS.Require): SendByLibrary
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The boundary with packages that are installed elsewhere, so that no type of theirs is known here. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Foreign = any

/** Runs a call whose error may carry the answer. */
async function statusOf(answer: Promise<Foreign>, read: (answer: Foreign) => unknown): Promise<number> {
  const given = await answer.catch((error: Foreign) => error?.response ?? error)
  const status = Number(read(given))
  return Number.isFinite(status) ? status : 0
}

export const libraries: readonly Library[] = [
  {
    name: 'axios',
    packages: ['axios'],
    load(require) {
      const { default: axios }: Foreign = require('axios')
      return (url, token) => statusOf(axios.get(url, { headers: bearer(token) }), (one) => one?.status)
    },
  },
  {
    name: 'axios-retry',
    packages: ['axios', 'axios-retry'],
    load(require) {
      const { default: axios }: Foreign = require('axios')
      const client = axios.create()
      require('axios-retry').default(client, { retries: 3 })
      return (url, token) => statusOf(client.get(url, { headers: bearer(token) }), (one) => one?.status)
    },
  },
  {
    name: 'got',
    packages: ['got'],
    load(require) {
      const { default: got }: Foreign = require('got')
      const retry = { limit: 2, calculateDelay: ({ computedValue }: Foreign) => (computedValue === 0 ? 0 : 20) }
      return (url, token) => statusOf(got(url, { headers: bearer(token), retry }), (one) => one?.statusCode)
    },
  },
  {
    name: 'ky',
    packages: ['ky'],
    load(require) {
      const { default: ky }: Foreign = require('ky')
      const retry = { limit: 2, delay: () => 20 }
      return (url, token) => statusOf(ky(url, { headers: bearer(token), retry }), (one) => one?.status)
    },
  },
  {
    name: 'node-fetch',
    packages: ['node-fetch'],
    load(require) {
      const { default: ask }: Foreign = require('node-fetch')
      return (url, token) => statusOf(ask(url, { headers: bearer(token) }), (one) => one?.status)
    },
  },
  {
    name: 'superagent',
    packages: ['superagent'],
    load(require) {
      const agent: Foreign = require('superagent')
      return (url, token) => statusOf(Promise.resolve(agent.get(url).set(bearer(token))), (one) => one?.status)
    },
  },
  {
    name: 'superagent .retry(3)',
    packages: ['superagent'],
    load(require) {
      const agent: Foreign = require('superagent')
      return (url, token) => statusOf(Promise.resolve(agent.get(url).set(bearer(token)).retry(3)), (one) => one?.status)
    },
  },
  {
    name: 'needle',
    packages: ['needle'],
    load(require) {
      const needle: Foreign = require('needle')
      return (url, token) => statusOf(needle('get', url, null, { headers: bearer(token) }), (one) => one?.statusCode)
    },
  },
  {
    name: 'wretch',
    packages: ['wretch'],
    load(require) {
      const { default: wretch }: Foreign = require('wretch')
      return (url, token) => statusOf(wretch(url).headers(bearer(token)).get().res(), (one) => one?.status)
    },
  },
  {
    name: 'undici retry',
    packages: ['undici'],
    load(require) {
      const { Agent, interceptors, request }: Foreign = require('undici')
      const retry = interceptors.retry({ maxRetries: 5, minTimeout: 10, maxTimeout: 20 })
      const dispatcher = new Agent().compose(retry)
      return (url, token) => statusOf(request(url, { dispatcher, headers: bearer(token) }), (one) => one?.statusCode)
    },
  },
]
