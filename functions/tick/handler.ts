import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { clientOptions } from '../aws/clients.ts'
import { openConditions } from '../aws/conditions.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { chatTopics, required, requiredQueues, requiredTopics } from '../aws/environment.ts'
import { openErrands } from '../aws/errands.ts'
import { openJournal } from '../aws/journal.ts'
import { lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { openMetrics } from '../aws/metrics.ts'
import { openQueues } from '../aws/queue.ts'
import { openRotation } from '../aws/rotation.ts'
import { openSubscriptions } from '../aws/subscriptions.ts'
import { openTable } from '../aws/table.ts'
import { openSweep } from '../aws/versions.ts'
import { cadencesOf } from '../core/batches.ts'
import { type StartDependencies, start } from '../core/rotation/starting.ts'
import { traitsFor } from '../core/rotation/traits-for.ts'
import { type Due, runTick } from '../core/tick.ts'
import { lambdaNetwork, vantagesOf } from '../core/vantages.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'

// Once per container.
const deployment = readDeployment(import.meta.url)
const cadences = cadencesOf(deployment)
const dynamoDb = new DynamoDBClient(clientOptions)
const table = openTable(dynamoDb, required('table'))
const conditions = openConditions(dynamoDb, required('table'))
const secretsManager = new SecretsManagerClient(clientOptions)
const sweep = openSweep(secretsManager)
const starting: StartDependencies = {
  journal: openJournal(dynamoDb, required('table')),
  classOf: (rotation) => traitsFor(rotation, rotatorSpecOf).class,
  request: openRotation(secretsManager),
  now: Date.now,
}
const sqs = new SQSClient(clientOptions)
const queueUrls = requiredQueues()
const enqueue = openQueues(sqs, queueUrls)
const ask = openErrands(sqs, queueUrls, vantagesOf(deployment)[0]?.name ?? lambdaNetwork)
const publishMetrics = openMetrics(new CloudWatchClient(clientOptions), deployment.name)
const topicArns = requiredTopics()
const publish = openAlerts(() => connectSns(clientOptions), { arns: topicArns, chat: chatTopics() }, logToStdout)
const subscriptions = openSubscriptions(clientOptions, topicArns)

/** Once per due time: the schedule says which cadence. */
export const handler = lambdaHandler('tick', async (event, context) => {
  const due = dueIn(event)
  if (!cadences.has(due.cadence)) throw new Error('the schedule names a cadence that this deployment has not')
  return runTick(due, {
    deployment,
    states: table,
    records: table,
    monitor: table,
    conditions,
    place: placeOf(deployment, context.invokedFunctionArn),
    publish,
    sweep,
    enqueue,
    ask,
    publishMetrics,
    subscriptions,
    rotate: (check, versionId) => start(check, versionId, starting),
    log: logToStdout,
    now: Date.now,
  })
})

function dueIn(event: unknown): Due {
  const fields = new Map<string, unknown>(typeof event === 'object' && event !== null ? Object.entries(event) : [])
  const spread = fields.get('spreadSeconds')
  return { cadence: String(fields.get('cadence')), spreadSeconds: typeof spread === 'number' ? spread : 0 }
}
