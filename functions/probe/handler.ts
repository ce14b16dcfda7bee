import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { clientOptions } from '../aws/clients.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { required, requiredTopics } from '../aws/environment.ts'
import { lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { openNotices, openOverrides } from '../aws/overrides.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openSecrets } from '../aws/secrets.ts'
import { openTable } from '../aws/table.ts'
import { runBatch } from '../core/batch.ts'
import { profileIn } from '../core/deployment.ts'
import { parseGateEvent } from '../core/gate/event.ts'
import { openNetwork } from '../core/network/lanes.ts'
import { parseBatchEvent } from './batch-event.ts'
import { serveGate } from './gate.ts'

// Once per container. No secret lives out here: the cache inside `secrets` holds them for ten minutes at most.
const now = Date.now
const deployment = readDeployment(import.meta.url)
trustPrivateCa(deployment)
const dynamoDb = new DynamoDBClient(clientOptions)
const table = openTable(dynamoDb, required('table'))
const secrets = openSecrets(new SecretsManagerClient(clientOptions), now)
const publish = openAlerts(() => connectSns(clientOptions), requiredTopics(), logToStdout)
const network = openNetwork()
const keep = openOverrides(dynamoDb, required('table'))
const tell = openNotices(() => connectSns(clientOptions), requiredTopics().notice)
const shared = {
  deployment,
  lend: secrets.lend,
  states: table,
  records: table,
  network,
  profileOf: profileIn(deployment),
  now,
  sleep,
}

/**
 * Once per message: one batch of checks. A message that fails comes back through the queue; the others do not. Or once for the gate,
 * which invokes by itself and waits for the answer.
 */
export const handler = lambdaHandler('probe', async (event, context) => {
  const asked = parseGateEvent(event)
  const remainingMs = () => context.getRemainingTimeInMillis()
  if (asked !== null) return serveGate(asked, { ...shared, log: logToStdout, remainingMs, keep, tell })
  const failed: { itemIdentifier: string }[] = []
  for (const { messageId, message } of parseBatchEvent(event)) {
    const startedMs = now()
    try {
      const record = await runBatch(message, {
        ...shared,
        publish,
        place: { deployment: deployment.name, ...placeOf(context.invokedFunctionArn) },
        log: logToStdout,
        remainingMs,
      })
      if (record !== null) {
        const { cadence, tick, batch, judged, notRun, pagesSent, owed } = record
        logToStdout({
          event: 'batch',
          cadence,
          tick,
          batch,
          judged,
          notRun,
          pages: pagesSent,
          owed: owed.length,
          tookMs: now() - startedMs,
        })
      }
    } catch {
      logToStdout({ event: 'fault', where: 'batch', code: 'not_finished', check: null })
      failed.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures: failed }
})
