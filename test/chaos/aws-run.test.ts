import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { GetResourcePolicyCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { chaosTag } from '../../chaos/aws/secret-change.ts'
import { openAwsSubject } from '../../chaos/aws/subject.ts'
import { noController } from '../../chaos/controller/no-controller.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { cacheStale } from '../../chaos/faults/cache-stale.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { secretStore } from '../../chaos/faults/secret-store.ts'
import { type Conditions, runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { openService } from '../../chaos/service/subject.ts'
import { accountId } from '../../local/aws/account.ts'
import { callerEnvironment } from '../../local/aws/caller.ts'
import { type CloudWatch, startCloudWatch } from '../../local/aws/cloudwatch.ts'
import { type LogGroups, startLogGroups } from '../../local/aws/log-groups.ts'
import { type LabSchedules, startSchedules } from '../../local/aws/schedules.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { type Sts, startSts } from '../../local/aws/sts.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { type OrdersService, serving } from '../support/orders-service.ts'

const role = 'orders-service'
const group = '/aws/lambda/orders'

const open = new AsyncDisposableStack()
const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
let directory: string
let secretsManager: SecretsManager
let schedules: LabSchedules
let cloudwatch: CloudWatch
let logGroups: LogGroups
let sts: Sts
let service: SecretsManagerClient
let control: OrdersService
/** Milliseconds that the clock of the AWS account is ahead. */
let aheadMs = 0

before(async () => {
  const now = () => Date.now() + aheadMs
  secretsManager = keep(await startSecretsManager({ invokeRotation: async () => undefined, now }))
  schedules = keep(await startSchedules({ secretsManager: secretsManager.url, now }))
  cloudwatch = keep(await startCloudWatch())
  logGroups = keep(await startLogGroups())
  sts = keep(await startSts())
  control = keep(await serving(async () => ({ status: 200, error: null })))
  Object.assign(process.env, callerEnvironment('operator'), {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_SCHEDULER: schedules.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logGroups.url,
    AWS_ENDPOINT_URL_STS: sts.url,
  })
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = callerEnvironment(role)
  service = new SecretsManagerClient({ credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 })
  open.defer(async () => service.destroy())
  logGroups.write(group, 'from long ago', 0)
  directory = await mkdtemp(join(tmpdir(), 'tokenwatch-aws-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
})
after(() => open.disposeAsync())

/** A sandbox secret with two versions and the tag. */
function sandbox(name: string): string {
  secretsManager.put(name, 'value-before-the-last-rotation', { tags: { [chaosTag.key]: chaosTag.value } })
  secretsManager.put(name, 'value-since-the-last-rotation')
  return name
}

const read = async (secretId: string) =>
  (await service.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString ?? ''

/** Starts a service that reads its secret for every call. If it `copes`, it serves callers even if the read fails, and logs the cause. */
async function orders(secretId: string, copes: boolean): Promise<OrdersService> {
  return keep(
    await serving(async () => {
      try {
        const isCurrent = (await read(secretId)) === 'value-since-the-last-rotation'
        if (!isCurrent) logGroups.write(group, 'cause=client_rejected')
        return isCurrent || copes ? { status: 200, error: null } : { status: 503, error: 'client_rejected' }
      } catch {
        logGroups.write(group, 'cause=secret_denied: using the last value')
        return copes ? { status: 200, error: null } : { status: 503, error: null }
      }
    }),
  )
}

type Change = { readonly ours?: object; readonly sent?: object; readonly secret?: object }

async function experiment(definition: FaultDefinition, url: string, id: string, { ours, sent, secret }: Change = {}) {
  const file = experimentFor(definition)
  const undoRole = `arn:aws:iam::${accountId}:role/undo`
  Object.assign(file.extensions[0] ?? {}, {
    environment: 'sandbox',
    account: accountId,
    target: {
      kind: 'service',
      name: id,
      url,
      control: control.url,
      secret: { id, principal: `arn:aws:iam::${accountId}:role/${role}`, undoRole, ...secret },
      logs: [{ kind: 'cloudwatch-logs', group }],
    },
    load: { perSecond: 5 },
    phases: { baseline: '500ms', fault: '1500ms', observe: '1s' },
    slo: { successRatio: 0.5, window: '400ms' },
    ...ours,
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, sent)
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.experiment
}

const denied = { variant: 'denied', at: 'resource-policy' } as const
const moved = { variant: 'cache_kept', at: 'stage-move' } as const

type Experiment = Awaited<ReturnType<typeof experiment>>

const run = (what: Experiment, onEvent: Conditions['onEvent'] = () => undefined) =>
  runExperiment(what, {
    file: 'experiment.json',
    folder: openRunFolder(directory),
    controllerUrl: null,
    controlToken: null,
    signal: new AbortController().signal,
    monitored: false,
    dryRun: false,
    onEvent,
  })

const judged = (what: Experiment) => conclusive(() => run(what))

const policyOf = async (id: string) => {
  const operator = new SecretsManagerClient({})
  try {
    return (await operator.send(new GetResourcePolicyCommand({ SecretId: id }))).ResourcePolicy ?? null
  } finally {
    operator.destroy()
  }
}

describe('a run on AWS', { concurrency: true, timeout: 110_000 }, () => {
  it('denies a real secret for a while: a service that uses its last value is resilient, and the policy is removed', async () => {
    const id = sandbox('sandbox/denied')
    const { url } = await orders(id, true)
    const { verdict, verdictReasons, measured, rollbackVerified, unmeasured } = await judged(
      await experiment(secretStore, url, id, { sent: denied }),
    )
    assert.equal(verdict, 'resilient', JSON.stringify(verdictReasons))
    assert.ok((measured?.evidence ?? 0) > 0 && rollbackVerified)
    assert.ok(unmeasured.includes('amplification.secrets') && unmeasured.includes('leaked_secrets'))
    assert.equal(await policyOf(id), null)
    assert.equal(await read(id), 'value-since-the-last-rotation')
  })

  it('is deviated if the service fails without a named error', async () => {
    const id = sandbox('sandbox/denied-badly')
    const { url } = await orders(id, false)
    const { verdict, verdictReasons } = await judged(await experiment(secretStore, url, id, { sent: denied }))
    assert.equal(verdict, 'deviated')
    assert.ok(verdictReasons.some((reason) => 'metric' in reason && reason.metric === 'untyped_errors'))
  })

  it('moves the stage of a secret to its last version and back', async () => {
    const id = sandbox('sandbox/moved')
    const { url } = await orders(id, true)
    const { verdict, verdictReasons, rollbackVerified } = await judged(
      await experiment(cacheStale, url, id, { sent: moved }),
    )
    assert.equal(verdict, 'resilient', JSON.stringify(verdictReasons))
    assert.ok(rollbackVerified)
    assert.equal(await read(id), 'value-since-the-last-rotation')
    assert.ok(schedules.names().length === 0 || !schedules.names().join().includes(id))
  })

  it('stops when a CloudWatch alarm goes on, and does not begin while it is on or cannot be read', async () => {
    const id = sandbox('sandbox/alarmed')
    const { url } = await orders(id, true)
    const alarm = cloudwatch.setAlarm('orders-5xx', 'OK', 'CompositeAlarm')
    const under = async (value: string, onEvent: Conditions['onEvent'] = () => undefined) => {
      const stopConditions = [{ source: 'aws:cloudwatch:alarm', value }]
      const blastRadius = { maxPercent: 100, maxTargets: 1, maxRps: 50, maxInjected: 5_000 }
      const safety = { maxFaultTime: '30s', blastRadius, stopConditions }
      const phases = { baseline: '500ms', fault: '20s', observe: '500ms' }
      const asked = await experiment(secretStore, url, id, {
        sent: { ...denied, lease: '60s' },
        ours: { safety, phases },
      })
      const outcome = await run(asked, onEvent)
      assert.ok('journal' in outcome, JSON.stringify(outcome))
      const { verdict, verdictReasons } = outcome.journal.tokenwatch
      assert.match(JSON.stringify(verdictReasons), /the alarm .* is on, or cannot be read/)
      assert.equal(await read(id), 'value-since-the-last-rotation')
      return verdict
    }
    const goesOn: Conditions['onEvent'] = ({ event }) => {
      if (event === 'injected') cloudwatch.setAlarm('orders-5xx', 'ALARM', 'CompositeAlarm')
    }
    assert.equal(await under(alarm, goesOn), 'aborted')
    assert.equal(await under(alarm), 'not-ready')
    assert.equal(await under(alarm.replace('5xx', 'nowhere')), 'not-ready')
  })
})

describe('a run on AWS that must not begin', { timeout: 60_000 }, () => {
  it('is refused if the credentials belong to another account', async () => {
    const id = sandbox('sandbox/elsewhere')
    const { url } = await orders(id, true)
    const refused = await run(
      await experiment(secretStore, url, id, { sent: denied, ours: { account: '999999999999' } }),
    )
    assert.deepEqual(refused, { refusals: ['account: the credentials in use belong to another account'] })
    assert.equal(await policyOf(id), null)
  })

  it('is refused for a secret without the tag', async () => {
    secretsManager.put('production/orders', 'a-value-of-production')
    const { url } = await orders('production/orders', true)
    const refused = await run(await experiment(secretStore, url, 'production/orders', { sent: denied }))
    assert.ok('refusals' in refused)
    assert.match(refused.refusals.join(), /missing the tag/)
    assert.deepEqual(schedules.names(), [])
  })
})

describe('a change on AWS whose runner died', { timeout: 60_000 }, () => {
  for (const [at, sent, definition] of [
    ['resource-policy', denied, secretStore],
    ['stage-move', moved, cacheStale],
  ] as const)
    it(`${at}: is undone by the schedule alone`, async () => {
      aheadMs = 0
      const id = sandbox(`sandbox/died-${at}`)
      const parsed = await experiment(definition, control.url, id, { sent })
      assert.ok(parsed.target.kind === 'service')
      const idle = openService({
        urls: { fault: control.url, control: control.url },
        instances: 1,
        controller: noController,
        logs: [],
        protectedUrl: null,
      })
      const opened = await openAwsSubject(parsed, parsed.target, { service: idle, runId: crypto.randomUUID() })
      assert.ok('subject' in opened)
      open.defer(() => opened.subject.close())
      const { fault, seed, percent, pathPrefix, maxInjected } = parsed
      await opened.subject.inject({ fault, seed, percent, pathPrefix, maxInjected, leaseSeconds: 60 })
      assert.notEqual(await read(id).catch(() => 'denied'), 'value-since-the-last-rotation')
      assert.equal(await opened.subject.isRestored(), false)
      // The runner dies here: it does nothing more until the lease and its grace period are over.
      aheadMs += 120_000
      await schedules.runDue()
      assert.deepEqual(schedules.names(), [])
      assert.equal(await read(id), 'value-since-the-last-rotation')
      assert.ok(await opened.subject.isRestored())
    })
})
