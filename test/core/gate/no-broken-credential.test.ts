import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { form, get, http, login, secret } from 'tokenwatch'
import { answerGate } from '../../../functions/core/gate/answer.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { controlOnce } from '../../../functions/core/probe/controlled.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type GenericRoad, genericRoads } from '../../providers/generic-profiles.ts'
import { aDeployment } from '../../support/check.ts'
import {
  type Behaviour,
  type HostileServer,
  type ReceivedRequest,
  startHostileServer,
} from '../../support/hostile-server.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'
import { openStores } from '../../support/stores.ts'
import { jsonReply } from '../../support/watched-api.ts'

const refreshing: GenericRoad = {
  secret: 'marked-7f3a9c-refresh',
  check: (url) =>
    expandedCheck(
      http({
        id: 'api',
        impact: 'None',
        secret: secret('production/ci'),
        login: login(`${url}/token`, {
          body: 'grant_type=refresh_token&client_id=cli',
          send: form('refresh_token'),
          session: 'access_token',
          keepsRefreshToken: true,
        }),
        ping: get(`${url}/me`),
        assert: ["login == 'bot'"],
        ...onLoopback,
      }),
    ),
  script:
    (answer) =>
    ({ url }) =>
      url === '/token' ? jsonReply(200, { access_token: 'session-4d2e8b', token_type: 'Bearer' }) : answer,
}

const statusAlone = 'http, by the status alone'
const { [statusAlone]: besideBroken, ...others } = genericRoads
const roads = { ...others, 'a refresh token, by its exchange': refreshing }

/** Answers to a living and to a dead credential, and one that a tick compares with the answer to a broken one. */
const answers: Readonly<Record<string, Behaviour>> = {
  'is accepted': jsonReply(200, {
    login: 'bot',
    plan: 'pro',
    active: true,
    access_token: 'minted',
    token_type: 'bearer',
  }),
  'is refused': jsonReply(401, { message: 'Unauthorized' }),
  'gets an undocumented refusal': jsonReply(403, { message: 'Forbidden' }),
}

/** A request by everything in it that may be a credential. */
const sent = ({ method, url, headers, body }: ReceivedRequest): string =>
  JSON.stringify([method, url, headers['authorization'], headers['cookie'], headers['x-auth-token'], body])

type World = { readonly check: Check; readonly server: HostileServer; readonly prober: Prober }

async function requestsOf(road: GenericRoad, answer: Behaviour, act: (world: World) => Promise<unknown>) {
  const server = await startHostileServer(road.script(answer))
  const prober = startProber(road.secret)
  prober.store('production/client', JSON.stringify({ id: 'gateway', secret: 'marked-7f3a9c' }))
  try {
    await act({ check: { ...road.check(server.url), controls: 'always' }, server, prober })
    return server.requests.map(sent)
  } finally {
    await prober.close()
    await server.close()
  }
}

const byGate = ({ check, prober }: World) =>
  answerGate(
    {
      selection: { ids: [], tags: [], usedBy: [], environment: null },
      evidence: 'fresh',
      maxAgeSeconds: null,
      scope: { only: null, except: [] },
    },
    {
      ...prober.dependencies,
      ...openStores(),
      deployment: aDeployment([check]),
      remainingMs: () => 300_000,
      log: () => {},
    },
  )

const byProbe = ({ check, prober }: World) => prober.probe(check)

const withControls = async ({ check, prober }: World) =>
  controlOnce(check, await prober.probe(check), { ...prober.dependencies, ...openStores() })

describe('a probe of the gate', () => {
  for (const [name, road] of Object.entries(roads))
    for (const [what, answer] of Object.entries(answers))
      it(`sends the credential alone if it ${what}: ${name}`, async () => {
        const seen = await requestsOf(road, answer, byGate)
        assert.ok(seen.length > 0)
        assert.deepEqual([...new Set(seen)], [...new Set(await requestsOf(road, answer, byProbe))])
      })

  it('would show a broken credential here, as `tokenwatch check` sends it', async () => {
    for (const name of [
      'http, by an identity',
      'a JWT, by its API',
      'a login, by the answer to its session',
    ] as const) {
      const once = new Set(await requestsOf(roads[name], answers['is accepted'] ?? jsonReply(200, {}), withControls))
      const gate = new Set(await requestsOf(roads[name], answers['is accepted'] ?? jsonReply(200, {}), byGate))
      assert.ok(once.size > gate.size, `${name}: ${[...once]}`)
    }
  })

  it('asks the strangers too where the check reads nothing but the status: that is its question', async () => {
    const empty: Behaviour = { kind: 'answer', status: 204 }
    const seen = new Set(await requestsOf(besideBroken, empty, byGate))
    assert.equal(seen.size, new Set(await requestsOf(besideBroken, empty, byProbe)).size)
    assert.ok(seen.size > 1)
  })
})
