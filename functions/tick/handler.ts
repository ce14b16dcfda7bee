import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { openAnnouncer } from '../aws/announced-messages.ts'
import { clientOptions } from '../aws/clients.ts'
import { openConditions } from '../aws/conditions.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { chatTopics, required, requiredQueues, requiredTopics } from '../aws/environment.ts'
import { connectEventBridge, openEvents } from '../aws/events.ts'
import { openJournal } from '../aws/journal.ts'
import { type LambdaContext, lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout, onUnreadable } from '../aws/logs.ts'
import { openMetrics } from '../aws/metrics.ts'
import { connectParameters } from '../aws/parameters.ts'
import { openQueues } from '../aws/queue.ts'
import { openRotation } from '../aws/rotation.ts'
import { notifyWatchers } from '../aws/security-events.ts'
import { openShadow, shadowing } from '../aws/shadow.ts'
import { openSubscriptions } from '../aws/subscriptions.ts'
import { openTable } from '../aws/table.ts'
import { openTasks } from '../aws/tasks.ts'
import { openSweep } from '../aws/versions.ts'
import { cadencesOf } from '../core/model/cadences.ts'
import { entranceOf, requireEntrance } from '../core/model/entrance.ts'
import { lambdaNetwork, probeLocationsOf } from '../core/model/probe-locations.ts'
import { capabilitiesFor } from '../core/rotation/capabilities-for.ts'
import { noteGivenUp } from '../core/rotation/given-up.ts'
import { serveOrder } from '../core/rotation/serve-order.ts'
import { type StartDependencies, startRotation } from '../core/rotation/start.ts'
import type { TickRecord } from '../core/state/batch-record.ts'
import { deliverBetweenTicks } from '../core/tick/between-ticks.ts'
import { type Due, runTick } from '../core/tick/tick.ts'
import { watchCadences } from '../core/tick/watch.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'
import { parseTickRequest } from './request.ts'

// Once per container.
const deployment = readDeployment()
const cadences = cadencesOf(deployment)
const dynamoDb = new DynamoDBClient(clientOptions)
const table = openTable(dynamoDb, required('table'), { onUnreadable })
const conditions = openConditions(dynamoDb, required('table'), { onUnreadable })
const secretsManager = new SecretsManagerClient(clientOptions)
const sweep = openSweep(secretsManager, {
  connect: () => connectParameters(clientOptions),
  onFault: (code) => logToStdout({ event: 'fault', where: 'sweep', code, check: null }),
})
const starting: StartDependencies = {
  journal: openJournal(dynamoDb, required('table')),
  classOf: (rotation) => capabilitiesFor(rotation, rotatorSpecOf).class,
  request: openRotation(secretsManager),
  now: Date.now,
}
const unmarked = new Map<string, number>()
const shared = {
  deployment,
  states: table,
  monitor: table,
  conditions,
  sweep,
  unmarked,
  log: logToStdout,
  now: Date.now,
}
const sqs = new SQSClient(clientOptions)
const queueUrls = requiredQueues()
const announce = openAnnouncer(dynamoDb, required('table'), Date.now)
const enqueue = openQueues(sqs, queueUrls, announce)
const ask = openTasks(sqs, queueUrls, { first: probeLocationsOf(deployment)[0]?.name ?? lambdaNetwork, announce })
const publishMetrics = openMetrics(new CloudWatchClient(clientOptions), deployment.name)
const topicArns = requiredTopics()
const alertTopics = { arns: topicArns, chat: chatTopics(deployment), routing: deployment }
const publish = shadowing(
  openAlerts(() => connectSns(clientOptions), alertTopics, logToStdout),
  openShadow(dynamoDb, required('table')),
)
const putEvents = openEvents(() => connectEventBridge(clientOptions), logToStdout)
const subscriptions = openSubscriptions(clientOptions, topicArns)

/**
 * Runs once for each due time of a cadence. It also serves a person's order about a rotation, and runs after Secrets Manager gave up a
 * rotation.
 */
export const handler = lambdaHandler(
  'tick',
  async (event, context) => {
    const request = parseTickRequest(event)
    requireEntrance(entranceOf(context.invokedFunctionArn), request.kind === 'order' ? 'operator' : 'own')
    if (request.kind === 'order') return serveOrder(request.order, { ...shared, ...starting })
    if (request.kind === 'given_up') return noteGivenUp(request.givenUp, shared)
    if (request.kind === 'deliver')
      return deliverBetweenTicks({
        ...shared,
        publish,
        putEvents,
        publishMetrics,
        place: placeOf(deployment, context.invokedFunctionArn),
      })
    if (request.kind === 'watch') {
      const place = placeOf(deployment, context.invokedFunctionArn)
      return watchCadences({ ...shared, records: table, publish, place, enqueue, publishMetrics })
    }
    return runDueTick(request.due, context)
  },
  reportToWatchers,
)

function reportToWatchers({ invokedFunctionArn }: LambdaContext): Promise<boolean> {
  return notifyWatchers({ publish, place: placeOf(deployment, invokedFunctionArn), now: Date.now })
}

/** Runs one tick, for the schedule and for the first tick after a deployment. */
export async function runDueTick(due: Due, { invokedFunctionArn }: LambdaContext): Promise<TickRecord> {
  if (!cadences.has(due.cadence)) throw new Error('this deployment does not have the cadence of the schedule')
  return runTick(due, {
    ...shared,
    records: table,
    place: placeOf(deployment, invokedFunctionArn),
    publish,
    putEvents,
    enqueue,
    ask,
    publishMetrics,
    subscriptions,
    rotate: (check, versionId) => startRotation(check, versionId, starting),
  })
}
