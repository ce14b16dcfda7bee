import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { clientOptions } from '../aws/clients.ts'
import { openConditions } from '../aws/conditions.ts'
import { openConsumerObservations } from '../aws/consumer-observations.ts'
import { openDeployedNetwork } from '../aws/deployed-network.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { chatTopics, required, requiredTopics } from '../aws/environment.ts'
import { openDataKeys, openEscrow } from '../aws/escrow.ts'
import { openJournal } from '../aws/journal.ts'
import { type LambdaContext, lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout, onUnreadable } from '../aws/logs.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openVersions } from '../aws/secret-versions.ts'
import { openSecrets } from '../aws/secrets.ts'
import { openTable } from '../aws/table.ts'
import { lastReports, lastUnnamedReaders } from '../core/consumers/observations.ts'
import type { Check } from '../core/model/check.ts'
import { profileIn } from '../core/model/deployment.ts'
import { entranceOf, requireEntrance } from '../core/model/entrance.ts'
import { dryRun } from '../core/rotation/dry-run.ts'
import { isHeldNow } from '../core/rotation/held-now.ts'
import { rotationMessage } from '../core/rotation/message.ts'
import { type Reconciled, reconcile, reconcileGivenUp } from '../core/rotation/reconcile.ts'
import { rehearse } from '../core/rotation/rehearse.ts'
import { rotate } from '../core/rotation/rotate.ts'
import type { RotationEvent } from '../core/rotation/rotation-event.ts'
import type { RotateDependencies } from '../core/rotation/rotation-run.ts'
import { RotationStopped } from '../core/rotation/rotation-stopped.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'
import { parseRotateRequest } from './request.ts'

// Once per container.
const now = Date.now
const deployment = readDeployment()
trustPrivateCa(deployment)
const client = new SecretsManagerClient(clientOptions)
const table = new DynamoDBClient(clientOptions)
const states = openTable(table, required('table'), { onUnreadable })
const conditions = openConditions(table, required('table'), { onUnreadable })
const journal = openJournal(table, required('table'))
const observations = openConsumerObservations(table, required('table'))
const publish = openAlerts(
  () => connectSns(clientOptions),
  { arns: requiredTopics(), chat: chatTopics(deployment), routing: deployment },
  logToStdout,
)
const dependencies = {
  deployment,
  versions: openVersions(client),
  journal,
  stops: journal,
  escrow: openEscrow(table, required('table'), openDataKeys(required('escrowKeyId'))),
  readCredential: openSecrets(client, now).readCredential,
  network: openDeployedNetwork(),
  profileOf: profileIn(deployment),
  specOf: rotatorSpecOf,
  // Without consumers, the role has no permission to read observations.
  unnamedReaders: async (check: Check) =>
    check.consumers.length === 0 ? [] : lastUnnamedReaders(check.key, observations),
  reports: async (check: Check) => (check.consumers.length === 0 ? [] : lastReports(check.key, observations)),
  isHeld: (check: Check) => isHeldNow(check, { deployment, conditions, states, now }),
  now,
  sleep,
  random: Math.random,
}

/** Runs for each step of a rotation, for each reconciliation, and after Secrets Manager gave up. An event may hold a token and is never logged. */
export const handler = lambdaHandler('rotate', async (event, context) => {
  const request = parseRotateRequest(event)
  if (request === null) throw new RotationStopped('not an event of Secrets Manager')
  const isAsked = request.kind === 'dryRun' || request.kind === 'rehearsal'
  requireEntrance(entranceOf(context.invokedFunctionArn), isAsked ? 'operator' : 'own')
  const run = dependenciesFor(context)
  if (request.kind === 'step') return step(request.event, run)
  if (request.kind === 'dryRun') return dryRun(request.check, run)
  if (request.kind === 'rehearsal') return rehearse(request.check, run)
  const reconciled =
    request.kind === 'reconcile'
      ? await reconcile(request.environments, run)
      : [await reconcileGivenUp(request.givenUp, run)].filter((one) => one !== null)
  for (const one of reconciled) logReconciled(one)
})

function dependenciesFor(context: LambdaContext): RotateDependencies {
  const place = placeOf(deployment, context.invokedFunctionArn)
  return {
    ...dependencies,
    remainingMs: () => context.getRemainingTimeInMillis(),
    notify: (message) => publish(rotationMessage(message, place)),
  }
}

async function step(event: RotationEvent, run: RotateDependencies): Promise<void> {
  const check = await rotate(event, run)
  const done = { outcome: 'step_done', step: event.step, versionId: event.versionId } as const
  logToStdout({ event: 'rotation', check: check.key, ...done })
}

function logReconciled({ check, did, stopped }: Reconciled): void {
  if (did === 'none') return
  logToStdout({ event: 'rotation', check: check.key, outcome: 'reconciled', step: stopped ?? did, versionId: null })
}
