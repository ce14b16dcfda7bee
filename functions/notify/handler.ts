import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../aws/clients.ts'
import { openDeployedNetwork } from '../aws/deployed-network.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { required, requiredTopics } from '../aws/environment.ts'
import { lambdaHandler } from '../aws/lambda.ts'
import { logToStdout, onUnreadable } from '../aws/logs.ts'
import { trustPrivateCa } from '../aws/private-ca.ts'
import { openSecrets } from '../aws/secrets.ts'
import { openSentEvents } from '../aws/sent-events.ts'
import { NotDelivered, notify } from '../core/alerting/notify.ts'
import { parseSnsEvent } from './sns-event.ts'

// Once per container. The integration keys are read again for every message.
const deployment = readDeployment()
trustPrivateCa(deployment)
const topicArns = requiredTopics()
const dependencies = {
  deployment,
  readCredential: openSecrets(new SecretsManagerClient(clientOptions), Date.now).readCredential,
  network: openDeployedNetwork(),
  pagerDutyHost: deployment.pagerDutyHost,
  log: logToStdout,
  sentEvents: openSentEvents(new DynamoDBClient(clientOptions), required('table'), { onUnreadable }),
  now: Date.now,
}

/** Runs once for each message of a topic. Lambda retries twice when it throws. */
export const handler = lambdaHandler('notify', async (event) => {
  for (const notification of parseSnsEvent(event, topicArns)) {
    if (notification === null) throw new NotDelivered()
    await notify(notification, dependencies)
  }
})
