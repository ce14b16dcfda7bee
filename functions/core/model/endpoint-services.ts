/**
 * AWS services that the functions call from a network of the user's, as VPC endpoints name them. Logs are not among them: Lambda polls
 * queues and writes logs from outside. Secrets Manager and SNS call KMS themselves; only `rotate` calls it, for its escrow.
 */
export const servicesCalled = {
  /** SQS takes what a probe paged while the table was away. */
  probe: ['dynamodb', 'secretsmanager', 'sns', 'sqs'],
  rotate: ['dynamodb', 'kms', 'secretsmanager', 'sns'],
  /** S3 takes the answer of the first tick to CloudFormation. */
  tick: ['dynamodb', 'events', 'monitoring', 's3', 'secretsmanager', 'sns', 'sqs'],
  notify: ['dynamodb', 'secretsmanager'],
  /** `probe` and `tick`, where a check reads a parameter. */
  parameters: ['ssm'],
  /** By kind of the consumer. */
  ecs: ['ecs'],
  lambdaFunction: ['lambda'],
  cloudTrail: ['cloudtrail'],
} as const

export type EndpointService = (typeof servicesCalled)[keyof typeof servicesCalled][number]

export const endpointServices: readonly EndpointService[] = [...new Set(Object.values(servicesCalled).flat())]
