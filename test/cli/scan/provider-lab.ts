import { connect } from 'node:net'
import type { Check } from '../../../functions/core/model/check.ts'
import { standingOf } from '../../../functions/core/model/reason.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import type { FixtureAnswer, Fixtures } from '../../providers/fixture.ts'
import { allFixtures } from '../../providers/fixture-files.ts'
import { checkFor } from '../../providers/stand-in.ts'
import { makeCertificateFor } from '../../support/certificates.ts'
import { type Behaviour, type ReceivedRequest, startHostileServer } from '../../support/hostile-server.ts'

/** A server that answers in the place of every provider of the catalogue, over TLS and under its name. */
export type ProviderLab = {
  readonly network: Network
  /** Requests so far, as `GET api.github.com/user`. */
  readonly requests: () => readonly string[]
  /** Names of hosts that somebody wanted to reach, also where no handshake followed. */
  readonly wanted: () => readonly string[]
  /** Hosts of the catalogue. */
  readonly hosts: ReadonlySet<string>
  /** Texts of all requests, with headers and bodies. */
  readonly received: () => readonly ReceivedRequest[]
  /** Credentials that are refused from now on: any request that holds one of these texts. */
  readonly kill: (...values: readonly string[]) => void
  close(): Promise<void>
}

type Known = {
  readonly fixtures: Fixtures
  readonly check: Check
  readonly hosts: readonly string[]
  readonly path: string
}

const known: readonly Known[] = allFixtures.map((fixtures) => {
  const check = checkFor(fixtures)
  const hosts = [...JSON.stringify(check.question).matchAll(/https:\/\/([^/:"?]+)/g)].map(([, host = '']) =>
    host.toLowerCase(),
  )
  const [, address = ''] = fixtures.request.line.split(' ')
  return { fixtures, check, hosts, path: new URL(address).pathname }
})

/** Hosts of other Regions of the same providers. */
const elsewhere: Readonly<Record<string, string>> = {
  'api.sendgrid.com': 'api.eu.sendgrid.com',
  'api.newrelic.com': 'api.eu.newrelic.com',
  'api.stripe.com': 'api.stripe.com',
}

const homeOf = (host: string): string =>
  elsewhere[host] ?? host.replace(/^[a-z]+\d+(?=\.api\.mailchimp\.com$)/, 'us6').toLowerCase()

/** Starts the server, and a network that reaches it whatever host is asked. */
export async function startProviderLab(): Promise<ProviderLab> {
  const hosts = [...new Set(known.flatMap((one) => one.hosts)), ...Object.keys(elsewhere), '*.api.mailchimp.com']
  const { ca, server: certificate } = await makeCertificateFor(hosts)
  const dead = new Set<string>()
  const wanted: string[] = []
  const server = await startHostileServer((request) => answerTo(request, dead), { tls: certificate })
  const network = openNetwork({
    resolve: async (host) => {
      wanted.push(host)
      return [{ address: '127.0.0.1', family: 4 }]
    },
    trust: [ca.cert],
    openSocket: ({ address, family }) => connect({ host: address, family, port: server.port }),
  })
  const here: Network = {
    close: network.close,
    exchange: (request, signal) => network.exchange({ ...request, allowPrivate: ['127.0.0.0/8'] }, signal),
  }
  return {
    network: here,
    requests: () =>
      server.requests.map(({ method, url, headers }) => `${method} ${headers['host']}${url.split('?')[0]}`),
    wanted: () => wanted,
    hosts: new Set(hosts),
    received: () => server.requests,
    kill: (...values) => values.forEach((value) => void dead.add(value)),
    async close() {
      await here.close()
      await server.close()
    },
  }
}

/** Everything that a request holds, with the user and the password of a basic header. */
export function sentIn({ url, headers, body }: ReceivedRequest): string {
  const [, basic = ''] = /^Basic (\S+)$/i.exec(String(headers['authorization'] ?? '')) ?? []
  return [url, JSON.stringify(headers), body, Buffer.from(basic, 'base64').toString('utf8')].join(' ')
}

function answerTo(request: ReceivedRequest, dead: ReadonlySet<string>): Behaviour {
  const host = homeOf(String(request.headers['host']).split(':')[0] ?? '')
  const path = request.url.split('?')[0] ?? ''
  const there = known.filter((one) => one.hosts.includes(host))
  const found = there.filter((one) => one.path === path).toSorted(byName)[0] ?? there[0]
  if (found === undefined) return { kind: 'answer', status: 404, headers: {}, body: '' }
  const text = sentIn(request)
  const isDead = [...dead].some((value) => text.includes(value) || text.includes(encodeURIComponent(value)))
  return behaviourOf(found, pick(found.fixtures, isDead), request)
}

/** Of kinds with the same address, the plain one answers: `slack` before `slack-config`. */
const byName = (one: Known, other: Known): number => one.fixtures.provider.length - other.fixtures.provider.length

/** Returns an answer to a living or a dead credential; the dead one in the provider's own documented words. */
function pick({ answers }: Fixtures, isDead: boolean): FixtureAnswer | undefined {
  const plain = answers.filter(({ check, evidence }) => check === undefined && evidence !== 'generic')
  return isDead
    ? (plain.find(({ reason }) => ['revoked', 'rejected', 'expired'].includes(reason)) ??
        plain.find(({ reason }) => standingOf(reason) === 'invalid'))
    : (answers.find(({ reason }) => reason === 'healthy') ??
        answers.find(({ reason }) => standingOf(reason) === 'valid'))
}

function behaviourOf({ check }: Known, answer: FixtureAnswer | undefined, { url }: ReceivedRequest): Behaviour {
  if (answer === undefined) return { kind: 'answer', status: 500, headers: {}, body: '' }
  const isMinting = 'tokenUrl' in check.question && new URL(check.question.tokenUrl).pathname === url.split('?')[0]
  if (isMinting && answer.afterToken !== undefined) return { kind: 'json', body: answer.afterToken }
  const { status, headers = {}, body = '' } = answer
  return typeof body === 'string' ? { kind: 'answer', status, headers, body } : { kind: 'json', status, headers, body }
}
