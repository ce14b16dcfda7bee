import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { region } from '../../../local/aws/account.ts'
import { credentialsFor } from '../../../local/aws/caller.ts'

/** Configuration of a real SDK client against one endpoint of the lab; no retries, so that every answer is seen. */
function settings(endpoint: string, caller = 'test') {
  return { endpoint, region, credentials: credentialsFor(caller), maxAttempts: 1 }
}

export const secretsManagerClient = (url: string, caller?: string) => new SecretsManagerClient(settings(url, caller))
export const ssmSettings = (url: string) => settings(url)
export const snsClient = (url: string) => new SNSClient(settings(url))
export const cloudWatchClient = (url: string) => new CloudWatchClient(settings(url))
export const eventBridgeClient = (url: string) => new EventBridgeClient(settings(url))
export const sqsClient = (url: string, caller?: string) => new SQSClient(settings(url, caller))
export const dynamoDbClient = (url: string) => new DynamoDBClient(settings(url))
