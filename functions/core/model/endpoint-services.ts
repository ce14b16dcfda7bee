/**
 * AWS services that the functions call from a network of the user's, as VPC endpoints name them. Queue and log are not among them:
 * Lambda polls and writes them from outside. Secrets Manager and SNS call KMS themselves; only `rotate` calls it, for its escrow.
 */
export const servicesCalled = {
  probe: ['dynamodb', 'secretsmanager', 'sns'],
  rotate: ['dynamodb', 'kms', 'secretsmanager', 'sns'],
  /** By kind of the consumer. */
  ecs: ['ecs'],
  lambdaFunction: ['lambda'],
  cloudTrail: ['cloudtrail'],
} as const

export type EndpointService = (typeof servicesCalled)[keyof typeof servicesCalled][number]

export const endpointServices: readonly EndpointService[] = [...new Set(Object.values(servicesCalled).flat())]
