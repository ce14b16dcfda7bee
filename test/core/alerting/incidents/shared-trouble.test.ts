import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinShared } from '../../../../functions/core/alerting/incidents/shared-storms.ts'
import { sharedCausesOf, stormIdOf } from '../../../../functions/core/alerting/incidents/storm-cause.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import type { Reason } from '../../../../functions/core/model/reason.ts'
import { activeConditionsOf } from '../../../../functions/core/state/active-conditions.ts'
import { aCheck, aDeployment, aSecret, expecting } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { openAudience, openStores } from '../../../support/stores.ts'
import { aState, aVerdict } from '../../../support/verdict.ts'

const ofSecret = (id: string) => aSecret({ token: null }, { source: { from: 'secrets-manager', id } })

/** Checks of one secret, each at a provider of its own. */
const sharing = (count: number, overrides: Partial<Check> = {}) =>
  manyChecks(count, { secret: ofSecret('production/one'), ...overrides }).map((check, index) => ({
    ...check,
    provider: `api-${index}.example`,
  }))

const heard = ({ messages }: Simulation, since = 0) =>
  messages.slice(since).map(({ to, subject, routes }) => `${to} ${subject} [${routes.join()}]`)

const onePage = (count: number) => `page ALARM: secret production/one: ${count} credentials failed [production]`

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

describe('tokens of one secret that die', () => {
  it('at once are one page, which names all of them, and one end', async () => {
    const world = simulate(sharing(3))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(heard(world), [onePage(3)])
    for (const { key } of sharing(3)) assert.ok(world.messages[0]?.text.includes(key))
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(heard(world, 1), [
      'page OK: the credentials that share the secret production/one: over [production]',
    ])
  })

  it('one after the other within a quarter of an hour are one page, and the next message names the later one', async () => {
    const world = simulate(sharing(3))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (check === 'check-2' ? 200 : 401))
    await ticks(world, 2)
    assert.deepEqual(heard(world), ['page ALARM: production/check-0 rejected [production]'])
    await ticks(world, 3)
    assert.deepEqual(heard(world, 1), [onePage(2)])
    assert.match(world.messages[1]?.text ?? '', /production\/check-1/)
  })

  it('an hour apart are two pages', async () => {
    const world = simulate(sharing(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await ticks(world, 12)
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(heard(world), [
      'page ALARM: production/check-0 rejected [production]',
      'page ALARM: production/check-1 rejected [production]',
    ])
  })

  it('end each for whom they began: the first by itself, the later one with the message that named it', async () => {
    const world = simulate(sharing(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 5)
    const before = world.messages.length
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(heard(world, before).toSorted(), [
      'page OK: production/check-0 is good again [production]',
      'page OK: the credentials that share the secret production/one: over [production]',
    ])
  })

  it('are named at once to people of an environment who have heard nothing', async () => {
    const [first, second] = sharing(2)
    assert.ok(first !== undefined && second !== undefined)
    const world = simulate([first, { ...second, environment: 'staging', key: `staging/${second.id}` }])
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(heard(world, 1), ['page ALARM: secret production/one: 2 credentials failed [production,staging]'])
  })

  it('are named between the ticks of a slow cadence too', async () => {
    const [first, second] = sharing(2, { everySeconds: 86_400 })
    assert.ok(first !== undefined && second !== undefined)
    const world = simulate([first, second])
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(86_400 / 60)
    world.answer(() => 401)
    await world.probe(5)
    for (let rounds = 0; rounds < 2; rounds += 1) await world.watch(15)
    assert.deepEqual(heard(world, 1), [onePage(2)])
  })

  it('are notified by themselves if no message could name them', async () => {
    const world = simulate(sharing(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 401)
    for (let minutes = 0; minutes <= 35; minutes += 5) await world.probe(5)
    assert.deepEqual(heard(world, 1), ['page ALARM: production/check-1 rejected [production]'])
  })

  it('say nothing of a later one that is good again before anybody would have been notified', async () => {
    const world = simulate(sharing(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    world.answer(() => 200)
    await ticks(world, 5)
    assert.deepEqual(heard(world), [
      'page ALARM: production/check-0 rejected [production]',
      'page OK: production/check-0 is good again [production]',
    ])
  })

  it('are not counted with one that is good again', async () => {
    const world = simulate(sharing(2))
    await ticks(world, 10)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 200)
    await ticks(world, 2)
    world.answer((check) => (check === 'check-1' ? 401 : 200))
    await world.tick(1)
    assert.deepEqual(heard(world), [
      'page ALARM: production/check-0 rejected [production]',
      'page OK: production/check-0 is good again [production]',
      'page ALARM: production/check-1 rejected [production]',
    ])
  })

  it('of one provider do not hide a storm, nor a storm them', async () => {
    const world = simulate(manyChecks(40, { secret: ofSecret('production/one') }))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 2)
    assert.equal(world.messages.length, 1)
    assert.match(heard(world)[0] ?? '', /alert storm of api.example: \d+ of 40 credentials are invalid/)
  })
})

describe('tokens that share nothing', () => {
  it('are a secret and a parameter of one name', () => {
    const named = (source: ReturnType<typeof aSecret>['source']) =>
      aCheck({ secret: aSecret({ token: null }, { source }) })
    const secret = named({ from: 'secrets-manager', id: '/x/both' })
    const parameter = named({ from: 'parameter-store', name: '/x/both' })
    const byName = (check: Check) =>
      sharedCausesOf(check, null)
        .filter(({ by }) => by === 'secret')
        .map(stormIdOf)
    assert.equal(byName(secret).length, 1)
    assert.deepEqual(
      byName(secret).filter((id) => byName(parameter).includes(id)),
      [],
    )
  })

  it('page each by itself', async () => {
    const world = simulate(manyChecks(2).map((check, index) => ({ ...check, provider: `api-${index}.example` })))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 6)
    assert.deepEqual(heard(world), [
      'page ALARM: production/check-0 rejected [production]',
      'page ALARM: production/check-1 rejected [production]',
    ])
  })
})

describe('tokens of one identity', () => {
  it('are one page', async () => {
    const world = simulate(manyChecks(3))
    await world.tick(5)
    for (const number of [0, 2]) {
      const state = world.stores.stateOf(`production/check-${number}`) ?? assert.fail('no state')
      const identity = { seen: 'ci-bot', expected: null } as never
      await world.stores.states.write({
        ...state,
        revision: state.revision + 1,
        evidence: { ...state.evidence, identity },
      })
    }
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(heard(world).toSorted(), [
      'page ALARM: identity http ci-bot: 2 credentials failed [production]',
      'page ALARM: production/check-1 rejected [production]',
    ])
  })
})

/** Lets checks that were healthy get a verdict at once. Returns those that one page covers, and the pages. */
async function joinedOf(checks: readonly Check[], reason: Reason) {
  const [stores, audience] = [openStores(), openAudience()]
  const at = nowMs + 300_000
  const judged = checks.map((check) => ({
    check,
    previous: aState({ check: check.key }),
    probed: { verdict: aVerdict(reason, { check: check.key, at, severity: 'page' }), readings: [] },
  }))
  for (const { previous } of judged) await stores.states.write(previous)
  const active = activeConditionsOf([], { maintenance: [] })
  const joined = await joinShared({ judged, active, unreliable: false, pausesMs: [] }, new Set(), {
    ...stores,
    ...audience,
    deployment: aDeployment(checks),
    now: () => at,
    sleep: async () => undefined,
    judgedOf: (check, { verdict }, alertContext) => ({
      check,
      verdict,
      tick: at,
      judgedBefore: null,
      questionHash: 'q',
      alertContext,
    }),
  })
  return { joined: [...joined], pages: audience.messages.map(({ subject }) => subject) }
}

const atOnce = { unknownAfter: 1, misconfiguredAfter: 1, recoversAfter: 2, unprovedAfterSeconds: 1_800 }
const ofBot = { thresholds: atOnce, expect: expecting({ identity: 'bot' }) }

describe('clients of one issuer', () => {
  const tokenUrl = 'https://login.example/token'
  const client = (index: number) =>
    aCheck({
      id: `client-${index}`,
      secret: ofSecret(`production/client-${index}`),
      question: {
        kind: 'client_credentials',
        tokenUrl,
        scope: null,
        audience: null,
        authentication: 'client_secret_post',
        ping: null,
      },
    })

  it('that die together are one page', async () => {
    assert.deepEqual(await joinedOf([client(0), client(1)], 'revoked'), {
      joined: ['production/client-0', 'production/client-1'],
      pages: [`ALARM: issuer ${tokenUrl}: 2 credentials failed`],
    })
  })
})

describe('a secret that is gone', () => {
  it('is one page for all checks that read it', async () => {
    const { pages } = await joinedOf(sharing(2, ofBot), 'secret_missing')
    assert.deepEqual(pages, ['ALARM: secret production/one: 2 credentials failed'])
  })

  it('says nothing of other secrets of the same identity', async () => {
    assert.deepEqual(await joinedOf(manyChecks(2, ofBot), 'secret_missing'), { joined: [], pages: [] })
  })
})

describe('what checks share', () => {
  const tokenUrl = 'https://login.example/token'
  const authentication = { method: 'client_secret_post' } as never
  const client = {
    kind: 'client_credentials',
    tokenUrl,
    scope: null,
    audience: null,
    authentication,
    ping: null,
  } as const
  const jwt = {
    kind: 'jwt',
    issuer: 'https://login.example',
    audience: null,
    jwksUrl: null,
    ping: null,
    send: [],
  } as const
  const shared: readonly (readonly [string, Check, ReturnType<typeof aState> | null, readonly string[]])[] = [
    ['a secret', aCheck({ secret: ofSecret('a') }), null, ['secret a']],
    [
      'an expected identity',
      aCheck({ secret: null, expect: expecting({ identity: 'bot' }) }),
      null,
      ['identity http bot'],
    ],
    ['the issuer of a client', aCheck({ secret: null, question: client }), null, [`issuer ${tokenUrl}`]],
    ['the issuer of a JWT', aCheck({ secret: null, question: jwt }), null, ['issuer https://login.example']],
    ['nothing', aCheck({ secret: null }), aState(), []],
  ]
  for (const [what, check, previous, ids] of shared)
    it(`is ${what}`, () => assert.deepEqual(sharedCausesOf(check, previous).map(stormIdOf), ids))
})
