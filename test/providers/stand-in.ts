import assert from 'node:assert/strict'
import { expandConfig } from '../../functions/config/expand.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { readSecret } from '../../functions/core/model/secret-value.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import { type Probed, probe } from '../../functions/core/probe/probe.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { makeCertificateFor } from '../support/certificates.ts'
import type { Behaviour, ReceivedRequest } from '../support/hostile-server.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { nowMs } from '../support/reading.ts'
import type { FixtureAnswer, Fixtures } from './fixture.ts'

/** A server on loopback that answers in the place of every host of the catalogue, over TLS and under its name. */
export type StandIn = {
  /** Probes the provider's check, and answers its last request with `answer`. */
  probe(fixtures: Fixtures, answer: FixtureAnswer): Promise<Probed>
  /** The last received request, as `GET https://host/path`, without the port. */
  lastRequest(): { readonly line: string; readonly headers: ReceivedRequest['headers']; readonly body: string }
  close(): Promise<void>
}

/** Compiles a check of a provider, as a user would write it. */
export function checkFor({ provider, options = {}, credential }: Fixtures, extra: FixtureAnswer['check'] = {}): Check {
  const secret = { from: 'secrets-manager', id: 'token', fields: fieldsOf(credential) }
  const check = { profile: provider, id: provider, secret, impact: 'Builds stop', ...options, ...extra }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  assert.deepEqual(expansion.ok ? [] : expansion.problems, [])
  assert.ok(expansion.ok)
  const [first] = expansion.deployment.checks
  assert.ok(first)
  return first
}

/** A credential of one part is the whole secret. */
function fieldsOf(credential: Fixtures['credential']): Record<string, string> | undefined {
  const roles = Object.keys(credential)
  return roles.join() === 'token' ? undefined : Object.fromEntries(roles.map((role) => [role, role]))
}

export async function startStandIn(all: readonly Fixtures[]): Promise<StandIn> {
  const checks = new Map(all.map((fixtures) => [fixtures, checkFor(fixtures)]))
  const plain = (fixtures: Fixtures) => checks.get(fixtures) ?? checkFor(fixtures)
  const hosts = [...new Set([...checks.values()].flatMap(hostsOf))]
  const { ca, server: certificate } = await makeCertificateFor(hosts)
  let behave: (request: ReceivedRequest) => Behaviour = () => ({ kind: 'silent' })
  const server = await startHostileServer((request) => behave(request), { tls: certificate })
  const network = onKeptConnections(
    openNetwork({ resolve: async () => [{ address: '127.0.0.1', family: 4 }], trust: [ca.cert] }),
  )
  return {
    async probe(fixtures, answer) {
      const check = hereAt(server.port, answer.check === undefined ? plain(fixtures) : checkFor(fixtures, answer.check))
      behave = (request) => behaviourOf(check, answer, request)
      const known = { wasAllowed: answer.proved ?? false }
      return probe(check, dependenciesFor(fixtures, network), { known })
    },
    lastRequest() {
      const request = server.requests.at(-1)
      assert.ok(request)
      const { host, ...headers } = request.headers
      return {
        line: `${request.method} https://${String(host).split(':')[0]}${request.url}`,
        headers,
        body: request.body,
      }
    },
    async close() {
      await network.close()
      await server.close()
    },
  }
}

/** Keeps the connections of hosts that a check names, too: a handshake takes longer than a question, and thousands are asked here. */
const onKeptConnections = (network: Network): Network => ({
  ...network,
  exchange: (request, signal) => network.exchange({ ...request, shareConnection: true }, signal),
})

const hostsOf = ({ question }: Check): readonly string[] =>
  [...JSON.stringify(question).matchAll(/https:\/\/([^/:"?]+)/g)].flatMap(([, host]) => host ?? [])

/** Returns the check with the port replaced in its requests. An audience or a scope that looks like an address stays. */
function hereAt(port: number, check: Check): Check {
  const question = JSON.parse(JSON.stringify(check.question), (key, value) =>
    /url$/i.test(key) && typeof value === 'string' ? value.replace(/^(https:\/\/[^/:?]+)(:\d+)?/, `$1:${port}`) : value,
  )
  return { ...check, question, allowPrivate: ['127.0.0.0/8'] }
}

function behaviourOf({ question }: Check, answer: FixtureAnswer, { url }: ReceivedRequest): Behaviour {
  const minting = 'tokenUrl' in question && new URL(question.tokenUrl).pathname === url.split('?')[0]
  if (minting && answer.afterToken !== undefined) return { kind: 'json', body: answer.afterToken }
  const { status, headers = {}, body = '' } = answer
  return typeof body === 'string' ? { kind: 'answer', status, headers, body } : { kind: 'json', status, headers, body }
}

/** Dependencies with a secret in memory, a fixed clock, and no waits between attempts. */
function dependenciesFor({ credential }: Fixtures, network: AttemptDependencies['network']): AttemptDependencies {
  const value =
    credential['token'] !== undefined && Object.keys(credential).length === 1
      ? credential['token']
      : JSON.stringify(credential)
  return {
    network,
    profileOf,
    now: () => nowMs,
    sleep: async () => undefined,
    readCredential: async (reference, { expiryField = null }) =>
      readSecret({ value, versionId: 'version-1' }, reference, expiryField),
  }
}
