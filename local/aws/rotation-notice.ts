import { accountId, region } from './account.ts'
import type { LabRotationEvent } from './rotations.ts'

/** Names of the events that tell of a rotation which came to nothing. */
export const givenUp: ReadonlySet<LabRotationEvent['name']> = new Set(['RotationFailed', 'RotationAbandoned'])

/** A rotation's event as EventBridge delivers it (Secrets Manager user guide, "Match Secrets Manager events"). */
export function rotationNotice({ name, secretArn, clientRequestToken, errorMessage, at }: LabRotationEvent): object {
  const eventTime = new Date(at).toISOString()
  return {
    version: '0',
    source: 'aws.secretsmanager',
    'detail-type': 'AWS Service Event via CloudTrail',
    account: accountId,
    region,
    time: eventTime,
    detail: {
      eventVersion: '1.08',
      userIdentity: { accountId, invokedBy: 'secretsmanager.amazonaws.com' },
      eventTime,
      eventSource: 'secretsmanager.amazonaws.com',
      eventName: name,
      awsRegion: region,
      ...(errorMessage === null ? {} : { errorMessage }),
      requestParameters: null,
      responseElements: null,
      additionalEventData: { SecretId: secretArn },
      requestID: `Rotation-${secretArn}-${clientRequestToken}`,
      readOnly: false,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      eventCategory: 'Management',
    },
  }
}
