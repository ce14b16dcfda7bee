import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import { bundleGate } from '../../functions/bundle.ts'
import { type GateSettings, settingsName } from '../../functions/gate/gate-settings.ts'
import { type Endpoint, startEndpoint } from '../../local/aws/endpoint.ts'
import { jsonService } from '../../local/aws/json.ts'
import { operation } from '../../local/aws/operation.ts'
import { type LambdaFunction, startFunction } from '../../local/lambda/function.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'

/** Event that CodeDeploy passes to a hook. */
const lifecycleEvent = { DeploymentId: 'd-A1B2C3D4E', LifecycleEventHookExecutionId: 'eyJlbmNyeXB0ZWQiOiJ0b2tlbiJ9' }

/** Event that CDK's trigger passes to its function: nothing. */
const triggerEvent = {}

describe("a gate in somebody's stack", { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let deployed: Deployed
  let codeDeploy: Endpoint
  let directory: string
  before(async () => {
    const folder = keep(await aFolder()).path
    directory = keep(await aFolder()).path
    bundleGate(directory)
    codeDeploy = keep(await startCodeDeploy())
    deployed = keep(await startDeployed(keep(await startProduct()), folder))
  }, hookLimit)

  /** The function as the construct configures it. */
  function gate(usedBy: readonly string[], rest: Partial<GateSettings> = {}): LambdaFunction {
    const settings: GateSettings = {
      deployment: 'acme',
      selection: { ids: [], tags: [], usedBy, environment: 'production' },
      terms: { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null },
      mode: 'block',
      ...rest,
    }
    const environment = {
      ...deployed.stack.aws.environment('gate'),
      AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy.url,
      [settingsName]: JSON.stringify(settings),
    }
    return keep(startFunction({ name: 'gate', directory, environment, maximumConcurrency: 1, timeoutMs: 60_000 }))
  }

  it('lets CloudFormation continue with healthy credentials', async () => {
    const outcome = await gate(['shop']).invoke(triggerEvent)
    assert.deepEqual(outcome, { ok: true, payload: { ruling: 'pass', passes: true, lines: [] } })
  })

  it('fails the deployment of CloudFormation with the reason, the owner and the next step', async () => {
    const outcome = await gate(['docs']).invoke(triggerEvent)
    assert.match(
      outcome.ok ? 'it went on' : outcome.errorMessage,
      /^Tokenwatch acme: production\/wiki: rejected: .*; put a working token into the secret; owner platform$/,
    )
  })

  it('only warns in the mode warn, with the same lines', async () => {
    const outcome = await gate(['docs'], { mode: 'warn' }).invoke(triggerEvent)
    assert.deepEqual(
      outcome.ok && JSON.stringify(outcome.payload).replace(/rejected.*?"/, '"'),
      '{"ruling":"refuse","passes":true,"lines":["production/wiki: "]}',
    )
  })

  it('is undecided without a monitor: only the mode strict stops a stack then', async () => {
    const lost = { deployment: 'elsewhere' }
    const blocked = await gate(['shop'], { ...lost, mode: 'strict' }).invoke(triggerEvent)
    assert.equal(
      blocked.ok ? 'it went on' : blocked.errorMessage,
      'Tokenwatch elsewhere: the deployed probe could not be asked (ParameterNotFound)',
    )
    for (const mode of ['block', 'warn'] as const) {
      const warned = await gate(['shop'], { ...lost, mode }).invoke(triggerEvent)
      const lines = ['the deployed probe could not be asked (ParameterNotFound)']
      assert.deepEqual(warned, { ok: true, payload: { ruling: 'cannot_tell', passes: true, lines } })
    }
  })

  it('stops a stack whose service no check names: that is a mistake, not a monitor that is down', async () => {
    const outcome = await gate(['shpo']).invoke(triggerEvent)
    assert.equal(outcome.ok ? 'it went on' : outcome.errorMessage, 'Tokenwatch acme: no check matches the service shpo')
  })

  it('reports to a lifecycle hook of CodeDeploy, and fails only through that report', async () => {
    for (const service of ['shop', 'docs']) assert.equal((await gate([service]).invoke(lifecycleEvent)).ok, true)
    const answered = codeDeploy.calls.map(({ input }) => input)
    const ids = {
      deploymentId: lifecycleEvent.DeploymentId,
      lifecycleEventHookExecutionId: lifecycleEvent.LifecycleEventHookExecutionId,
    }
    assert.deepEqual(answered, [
      { ...ids, status: 'Succeeded' },
      { ...ids, status: 'Failed' },
    ])
  })
})

/** The part of CodeDeploy that receives the result of a hook. */
function startCodeDeploy(): Promise<Endpoint> {
  const status = z.strictObject({
    deploymentId: z.string().startsWith('d-'),
    lifecycleEventHookExecutionId: z.string(),
    status: z.enum(['Succeeded', 'Failed']),
  })
  const operations = {
    PutLifecycleEventHookExecutionStatus: operation(status, ({ lifecycleEventHookExecutionId }) => ({
      lifecycleEventHookExecutionId,
    })),
  }
  return startEndpoint(
    jsonService({ version: '1.1', operations, invalidCode: 'InvalidLifecycleEventHookExecutionStatusException' }),
    Date.now,
  )
}
