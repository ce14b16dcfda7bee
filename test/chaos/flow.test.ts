import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Agent } from 'undici'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { missingVariables, readVariables, substituted } from '../../chaos/experiment/variables.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { createVirtualUser, type FlowStep } from '../../chaos/service/flow.ts'
import { createOwnSecrets } from '../../chaos/service/own-secrets.ts'
import { noFieldWords } from '../../chaos/token/field-kind.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { serving, startDoor } from '../support/orders-service.ts'
import { jsonReply } from '../support/watched-api.ts'
import { changed, extensionOf } from './changed-experiment.ts'
import { openTargets, runAgainst, type Targets } from './service-target.ts'

const password = 'the-password-of-a-user'

/** A place in an experiment file where a variable is used. */
const use = (name: string) => `\${${name}}`

const flow = [
  {
    method: 'POST',
    path: '/login',
    body: { user: 'acme', password: use('password') },
    once: true,
    save: { seat: '/session/token' },
  },
  { method: 'PUT', path: '/orders/7', headers: { Authorization: `Bearer ${use('seat')}` }, body: 'as it is' },
]
const secrets = { user: { password: { type: 'env', key: 'PASSWORD_OF_THE_USER' } } }

describe('variables of an experiment', () => {
  const declaring = { configuration: { page: 3, region: { type: 'env', key: 'R', default: 'eu' } }, secrets }

  it('come from configuration, from secrets and from the environment', () => {
    const variables = readVariables(declaring, { PASSWORD_OF_THE_USER: password })
    assert.deepEqual(substituted([{ a: `${use('page')}/${use('region')}` }, 7, use('password')], variables), [
      { a: '3/eu' },
      7,
      password,
    ])
  })

  it('are named if they have no value', () => {
    const variables = readVariables(declaring, {})
    assert.match(missingVariables(flow, variables, ['seat']).join(), /^\$\{password\}: no value; .*type: env/)
    assert.deepEqual(missingVariables(flow, readVariables(declaring, { PASSWORD_OF_THE_USER: 'x' }), ['seat']), [])
  })
})

describe('a service behind a login', { timeout: 110_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  /** Steps as a parsed experiment holds them. */
  function stepsIn(steps: readonly object[]): readonly FlowStep[] {
    const target = { kind: 'service', name: 'orders', url: 'https://a.example', control: 'https://b.example' }
    const load = { perSecond: 5, flow: steps }
    const parsed = parseExperiment(
      changed((file) => void Object.assign(extensionOf(file), { target, load }), experimentFor(storm)),
    )
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return parsed.experiment.load.flow ?? assert.fail()
  }

  const callerAt = (url: string, word: string) =>
    createVirtualUser({
      url,
      flow: stepsIn(flow),
      variables: new Map([['password', word]]),
      dispatcher: new Agent(),
      errors: [],
      own: createOwnSecrets([], noFieldWords),
    })

  it('is called after one login, whose cookie and token are kept', async () => {
    await using open = new AsyncDisposableStack()
    const service = open.adopt(await serving(async () => ({ status: 200, error: null })), (one) => one.close())
    const door = open.adopt(await startDoor(service, password), (one) => one.close())
    const caller = callerAt(door.url, password)
    const called = await Promise.all([caller.call(), caller.call(), caller.call()])
    assert.deepEqual(
      called.map(({ outcome }) => outcome),
      [{ kind: 'ok' }, { kind: 'ok' }, { kind: 'ok' }],
    )
    assert.equal(door.logins(), 1)
  })

  it('fails with the name of the error if the login is refused', async () => {
    await using open = new AsyncDisposableStack()
    const service = open.adopt(await serving(async () => ({ status: 200, error: null })), (one) => one.close())
    const door = open.adopt(await startDoor(service, password), (one) => one.close())
    assert.deepEqual((await callerAt(door.url, 'wrong').call()).outcome, { kind: 'failed', error: 'wrong_password' })
  })

  it('fails if a later answer lacks the value that a step saves, and sends no older one', async () => {
    const seats = ['first', undefined]
    const server = await startHostileServer(() => jsonReply(200, { session: { token: seats.shift() } }))
    try {
      const step = { method: 'GET', path: '/seat', headers: {}, save: { seat: '/session/token' } }
      const caller = createVirtualUser({
        url: server.url,
        flow: stepsIn([step]),
        variables: new Map(),
        dispatcher: new Agent(),
        errors: [],
        own: createOwnSecrets([], noFieldWords),
      })
      assert.deepEqual((await caller.call()).outcome, { kind: 'ok' })
      assert.deepEqual((await caller.call()).outcome, { kind: 'failed', error: 'nothing_to_save' })
    } finally {
      await server.close()
    }
  })

  it('is judged by what its users get, and is not ready if nobody logs in', async () => {
    await using open = new AsyncDisposableStack()
    const target = await targets.start('with breaker')
    const door = async (service: typeof target.service) =>
      open.adopt(await startDoor(service, password), (one) => one.close())
    const [fault, control] = [await door(target.service), await door(target.control)]
    const experimentWith = (load: object) => {
      const file = experimentFor(storm)
      Object.assign(file, { secrets: { ...file.secrets, ...secrets } })
      Object.assign(extensionOf(file), {
        target: { kind: 'service', name: target.logFile, url: fault.url, control: control.url },
        load,
        phases: { baseline: '1200ms', fault: '1500ms', observe: '2500ms' },
        slo: { successRatio: 0.95, window: '500ms' },
        minEvidence: 1,
      })
      const parsed = parseExperiment(JSON.stringify(file))
      assert.ok(parsed.ok, JSON.stringify(parsed))
      return parsed.experiment
    }
    const more = { environment: { PASSWORD_OF_THE_USER: password } }
    const refused = await runAgainst(experimentWith({ perSecond: 6, flow }), target, targets.directory)
    assert.match(JSON.stringify(refused), /password\}: no value/)
    const { verdict } = await conclusive(
      () => runAgainst(experimentWith({ perSecond: 6 }), target, targets.directory, more),
      1,
    )
    assert.equal(verdict, 'not-ready')
    const judged = await conclusive(() =>
      runAgainst(experimentWith({ perSecond: 6, flow }), target, targets.directory, more),
    )
    assert.equal(judged.verdict, 'resilient', JSON.stringify(judged))
  })
})
