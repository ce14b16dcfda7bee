import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { until } from '../local/oauth/until.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { openTargets, runAgainst, type ServiceTarget, stormAgainst, type Targets } from './service-target.ts'

const longer = { maxFaultTime: '30s', blastRadius: { maxPercent: 100, maxTargets: 1, maxRps: 50, maxInjected: 5_000 } }

let targets: Targets
before(async () => {
  targets = await openTargets()
})
after(() => targets.close())

const refusing = chooseFault({ fault: 'rate.limited', variant: 'seconds' })
const quiet = { leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 3 }

const judged = (experiment: ReturnType<typeof stormAgainst>, target: ServiceTarget) =>
  conclusive(() => runAgainst(experiment, target, targets.directory))

describe('a running service', { concurrency: true, timeout: 110_000 }, () => {
  it('is resilient if it keeps its contract and its log names the cause; the report names the services that failed with it', async () => {
    const target = await targets.start('with breaker')
    const services = await targets.dependents(target)
    const { verdict, verdictReasons, measured, unmeasured, propagation } = await judged(
      stormAgainst(target, { propagation: { services } }),
      target,
    )
    assert.equal(verdict, 'resilient', JSON.stringify(verdictReasons))
    assert.equal(measured?.metrics.diagnosis_correct, 1)
    assert.equal(measured.metrics.leaked_secrets, 0)
    // No injection point is in front of its secret store, and it names no protected URL.
    assert.equal(measured.metrics['amplification.secrets'], null)
    assert.ok(unmeasured.includes('amplification.secrets') && unmeasured.includes('fail_open'))
    const [hurt, untouched] = propagation
    assert.ok(
      hurt && hurt.service === 'shop' && hurt.baseline === 0 && hurt.delta > 0 && hurt.firstFailureSeconds !== null,
    )
    assert.deepEqual(untouched, { service: 'catalog', baseline: 0, fault: 0, delta: 0, firstFailureSeconds: null })
  })

  it('is insecure if its own log contains a token, which never enters the runner or its journal', async () => {
    const target = await targets.start('naive')
    const { verdict, leaks } = await judged(stormAgainst(target), target)
    assert.equal(verdict, 'insecure')
    assert.match(leaks[0]?.where ?? '', /^log .+\.log$/)
    assert.match(leaks[0]?.fingerprint ?? '', /^sha256:[0-9a-f]{8}$/)
  })

  it('is deviated if its log names another cause', async () => {
    const target = await targets.start('with breaker')
    const diagnosis = { right: ['token was revoked'], wrong: ['credential_rejected'] }
    const { verdict, verdictReasons } = await judged(stormAgainst(target, { diagnosis }), target)
    assert.equal(verdict, 'deviated')
    assert.ok(verdictReasons.some((reason) => 'metric' in reason && reason.metric === 'diagnosis_correct'))
  })
})

describe('a controller', () => {
  it('injects no more requests than the order allows, and finds secrets that only it knows', async () => {
    const { proxyUrl, controllerUrl } = await targets.start('with breaker')
    const controller = connectController(controllerUrl)
    const ask = async (token: string) => {
      const { statusCode, body } = await request(`${proxyUrl}/me`, { headers: { authorization: `Bearer ${token}` } })
      await body.dump()
      return statusCode
    }
    const order = { ...quiet, fault: refusing }
    await controller.inject(order)
    const statuses = []
    for (const name of ['first', 'second', 'third', 'fourth', 'fifth'])
      statuses.push(await ask(`token-of-the-${name}-caller`))
    assert.deepEqual(statuses, [429, 429, 429, 401, 401])
    assert.equal((await controller.observe()).counts.injected, 3)
    const found = await controller.leaksIn('log', [
      'nothing here',
      'Bearer token-of-the-third-caller',
      'token-of-nobody',
    ])
    assert.deepEqual(
      found.map(({ where, count }) => [where, count]),
      [['log', 1]],
    )
  })
})

describe('a service that cannot be broken as asked', { concurrency: true, timeout: 110_000 }, () => {
  /** Runs an experiment that must be refused before anything is changed. */
  async function refusalOf(experiment: ReturnType<typeof stormAgainst>, target: ServiceTarget): Promise<string> {
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const { verdict, verdictReasons } = await conclusive(() => runAgainst(experiment, target, folder))
    assert.equal(verdict, 'refused')
    assert.equal((await connectController(target.controllerUrl).observe()).counts.eligible, 0)
    assert.deepEqual(await readdir(join(folder, 'undo')).catch(() => []), [])
    return JSON.stringify(verdictReasons)
  }

  it('is refused if no request is seen that the fault could act on', async () => {
    const target = await targets.start('with breaker')
    const elsewhere = stormAgainst(target, {}, { match: { path: '/nowhere' } })
    assert.match(await refusalOf(elsewhere, target), /no request that the fault could act on/)
  })

  it('is refused if its requests are signed with AWS Signature 4', async () => {
    const target = await targets.start('with breaker')
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261126/eu-central-1/x/aws4_request'
    await (await request(`${target.proxyUrl}/me`, { headers: { authorization } })).body.dump()
    assert.match(await refusalOf(stormAgainst(target), target), /AWS Signature 4/)
  })

  it('is refused while another run uses the controller, and learns until when', async () => {
    const target = await targets.start('with breaker')
    const other = connectController(target.controllerUrl, { run: 'the-first' })
    await other.claim(120)
    const { id } = await other.inject({ ...quiet, fault: refusing })
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const refused = await runAgainst(stormAgainst(target), target, folder)
    assert.ok('refusals' in refused, JSON.stringify(refused))
    assert.match(refused.refusals.join(), /in use by run the-first; its claim ends within \d+ s, or when that run ends/)
    assert.deepEqual([await other.renew(id), await readdir(folder)], [true, []])
    await other.reset()
    await other.release()
  })

  it('is refused while another run of its folder holds its lock, and learns until when', async () => {
    const target = await targets.start('with breaker')
    const experiment = stormAgainst(target)
    assert.ok(experiment.target.kind === 'service')
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const held = { runId: 'the-first', untilMs: Date.now() + 60_000 }
    await openRunFolder(folder).lock(experiment.target.name, held)
    const refused = await runAgainst(experiment, target, folder)
    assert.ok('refusals' in refused, JSON.stringify(refused))
    assert.match(
      refused.refusals.join(),
      /locked by run the-first; the lock ends with that run, or in \d+ s if it died/,
    )
    assert.equal((await connectController(target.controllerUrl).observe()).wire.length, 0)
  })

  it('is refused if one of its logs cannot be read', async () => {
    const target = await targets.start('with breaker')
    const logFile = join(targets.directory, 'nowhere.log')
    const refused = await runAgainst(stormAgainst({ ...target, logFile }), target, targets.directory)
    assert.ok('refusals' in refused)
    assert.deepEqual(refused.refusals, ['target.logs[0]: cannot be read'])
  })
})

describe('a controller that dies in the middle of a run', { timeout: 110_000 }, () => {
  it('leaves a journal that says what the service sees now, and how to go on', async () => {
    const target = await targets.start('with breaker')
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const run = runAgainst(
      stormAgainst(
        target,
        { phases: { baseline: '1200ms', fault: '20s', observe: '1s' }, safety: longer },
        { lease: '30s' },
      ),
      target,
      folder,
    )
    const controller = connectController(target.controllerUrl)
    await until(() => controller.isLive(), 60_000)
    await target.kill()
    const result = await run
    assert.ok('journal' in result, JSON.stringify(result))
    const { verdict, verdictReasons } = result.journal.tokenwatch
    assert.equal(verdict, 'aborted')
    assert.match(JSON.stringify(verdictReasons), /no longer answers.*started again with the same ports/)
    assert.equal((await readdir(join(folder, 'journals'))).length, 1)
  })
})
