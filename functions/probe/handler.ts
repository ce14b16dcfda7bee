import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { connectSns, openAlerts } from '../aws/alerts.ts'
import { clientOptions } from '../aws/clients.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { required, requiredTopics } from '../aws/environment.ts'
import { lambdaHandler, placeOf } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openSecrets } from '../aws/secrets.ts'
import { openTable } from '../aws/table.ts'
import { runBatch } from '../core/batch.ts'
import { profileIn } from '../core/deployment.ts'
import { openNetwork } from '../core/network/lanes.ts'
import { parseBatchEvent } from './batch-event.ts'

// Once per container. No secret lives out here: the cache inside `secrets` holds them for ten minutes at most.
const now = Date.now
const deployment = readDeployment(import.meta.url)
trustPrivateCa(deployment)
const table = openTable(new DynamoDBClient(clientOptions), required('table'))
const secrets = openSecrets(new SecretsManagerClient(clientOptions), now)
const publish = openAlerts(() => connectSns(clientOptions), requiredTopics(), logToStdout)
const network = openNetwork()

/** Once per message: one batch of checks. A message that fails comes back through the queue; the others do not. */
export const handler = lambdaHandler('probe', async (event, context) => {
  const failed: { itemIdentifier: string }[] = []
  for (const { messageId, message } of parseBatchEvent(event)) {
    const startedMs = now()
    try {
      const record = await runBatch(message, {
        deployment,
        lend: secrets.lend,
        states: table,
        records: table,
        publish,
        place: { deployment: deployment.name, ...placeOf(context.invokedFunctionArn) },
        network,
        profileOf: profileIn(deployment),
        log: logToStdout,
        now,
        sleep,
        remainingMs: () => context.getRemainingTimeInMillis(),
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
