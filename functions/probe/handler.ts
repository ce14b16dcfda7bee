import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { openAnnouncements } from '../aws/announced-messages.ts'
import { callerIdentityTarget, openSigner } from '../aws/caller-identity.ts'
import { clientOptions } from '../aws/clients.ts'
import { openConditions } from '../aws/conditions.ts'
import { openConsumerObservations } from '../aws/consumer-observations.ts'
import { openDeployedNetwork } from '../aws/deployed-network.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { chatTopics, required, requiredTopics } from '../aws/environment.ts'
import { openEvidenceSources, openReaders } from '../aws/evidence-sources.ts'
import { openCheckHistory } from '../aws/history.ts'
import { type LambdaContext, lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout, onUnreadable } from '../aws/logs.ts'
import { openOverrides } from '../aws/overrides.ts'
import { openOwnQueue } from '../aws/own-queue.ts'
import { connectParameters, openCredentialStores, openParameters } from '../aws/parameters.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openHistory } from '../aws/secret-history.ts'
import { openSecrets } from '../aws/secrets.ts'
import { notifyWatchers } from '../aws/security-events.ts'
import { openShadow, shadowing } from '../aws/shadow.ts'
import { openTable } from '../aws/table.ts'
import { openStatelessPager } from '../core/alerting/incidents/stateless-paging.ts'
import { parsePageTest, testPages } from '../core/alerting/page-test.ts'
import { parseGateEvent } from '../core/gate/event.ts'
import { profileIn } from '../core/model/deployment.ts'
import { entranceOf, requireEntrance } from '../core/model/entrance.ts'
import type { BatchRecord } from '../core/state/batch-record.ts'
import { runBatch } from '../core/tick/batch.ts'
import { runTask } from '../core/tick/run-task.ts'
import { parseBatchEvent } from './batch-event.ts'
import { serveGate } from './gate.ts'
import { ownMessages } from './own-messages.ts'
import { parseTaskEvent } from './task-event.ts'

// Once per container. Only the cache inside `secrets` holds secrets, for at most ten minutes.
const now = Date.now
const deployment = readDeployment()
trustPrivateCa(deployment)
const dynamoDb = new DynamoDBClient(clientOptions)
const table = openTable(dynamoDb, required('table'), { onUnreadable })
const isAnnounced = openAnnouncements(dynamoDb, required('table'))
const roles = { ownRoleId: required('ownRoleId'), tickRoleId: required('tickRoleId') }
const conditions = openConditions(dynamoDb, required('table'), { onUnreadable })
const history = openCheckHistory(dynamoDb, required('table'), { onUnreadable })
const statelessPager = openStatelessPager(openOwnQueue(required('ownQueueUrl'), now))
const secretsManager = new SecretsManagerClient(clientOptions)
const secrets = openCredentialStores(
  openSecrets(secretsManager, now, { together: deployment.secretReads === 'together' }),
  openParameters(() => connectParameters(clientOptions), now, { bound: true }),
)
const topics = { arns: requiredTopics(), chat: chatTopics(deployment), routing: deployment }
const shadow = openShadow(dynamoDb, required('table'))
const publish = shadowing(
  openAlerts(() => connectSns(clientOptions), topics, logToStdout),
  shadow,
)
const network = openDeployedNetwork()
const recordOverride = openOverrides(dynamoDb, required('table'))
const sign = openSigner()
/** Further dependencies of reviews. */
const reviewDependencies = {
  states: table,
  conditions,
  observations: openConsumerObservations(dynamoDb, required('table')),
  historyOf: openHistory(secretsManager),
  evidenceSource: openEvidenceSources(clientOptions),
  readersSince: openReaders(clientOptions),
}
const shared = {
  deployment,
  readCredential: secrets.readCredential,
  readAhead: secrets.readAhead,
  states: table,
  records: table,
  publish,
  network,
  profileOf: profileIn(deployment),
  log: logToStdout,
  now,
  sleep,
}

/**
 * Runs once for each SQS event: batches of checks, and tasks. A batch that fails returns to the queue; the others do not. The gate and
 * the test page invoke the function directly and wait for its answer. Each has its own entrance.
 */
export const handler = lambdaHandler(
  'probe',
  async (event, context) => {
    const place = placeOf(deployment, context.invokedFunctionArn)
    const remainingMs = () => context.getRemainingTimeInMillis()
    const entrance = entranceOf(context.invokedFunctionArn)
    const gateRequest = parseGateEvent(event)
    if (gateRequest !== null) {
      requireEntrance(entrance, 'gate')
      return serveGate(gateRequest, { ...shared, conditions, place, remainingMs, recordOverride })
    }
    const pageTest = parsePageTest(event)
    if (pageTest !== null) {
      requireEntrance(entrance, 'operator')
      return testPages(pageTest, { ...shared, place })
    }
    requireEntrance(entrance, 'queue')
    const own = await ownMessages(event, { isAnnounced, ...roles, log: logToStdout })
    await runTasks(own, context)
    const failed: { itemIdentifier: string }[] = []
    for (const { messageId, message } of parseBatchEvent(own)) {
      const startedMs = now()
      try {
        const record = await runBatch(message, {
          ...shared,
          conditions,
          history,
          statelessPager,
          place,
          remainingMs,
        })
        if (record !== null) logBatch(record, now() - startedMs)
      } catch {
        logToStdout({ event: 'fault', where: 'batch', code: 'not_finished', check: null })
        failed.push({ itemIdentifier: messageId })
      }
    }
    return { batchItemFailures: failed }
  },
  reportToWatchers,
)

function reportToWatchers({ invokedFunctionArn }: LambdaContext): Promise<boolean> {
  return notifyWatchers({ publish, place: placeOf(deployment, invokedFunctionArn), now })
}

function logBatch({ cadence, tick, batch, judged, notRun, pagesSent, pending }: BatchRecord, tookMs: number): void {
  const counts = { judged, notRun, pages: pagesSent, pending: pending.length }
  logToStdout({ event: 'batch', cadence, tick, batch, ...counts, tookMs })
}

/** Runs the tasks of an event. A failed task is not repeated: the next tick sends the same kind again. */
async function runTasks(event: unknown, { invokedFunctionArn }: LambdaContext): Promise<void> {
  for (const task of parseTaskEvent(event)) {
    const place = placeOf(deployment, invokedFunctionArn)
    const target = callerIdentityTarget(place, process.env['AWS_ENDPOINT_URL_STS'])
    try {
      await runTask(task, { ...shared, ...reviewDependencies, statelessPager, place, monitor: table, target, sign })
    } catch {
      logToStdout({ event: 'fault', where: task.task, code: 'not_finished', check: null })
    }
  }
}
