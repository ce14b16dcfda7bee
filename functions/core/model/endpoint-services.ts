/**
 * The AWS services that the functions call from a network of the user's, as VPC endpoints name them. The queue is not among them, nor
 * the log: Lambda polls and writes them from outside. For secrets and topics, KMS is asked by those services themselves; `rotate` asks it for its escrow.
 */
export const servicesCalled = {
  probe: ['dynamodb', 'secretsmanager', 'sns'],
  rotate: ['dynamodb', 'kms', 'secretsmanager', 'sns'],
  /** By the kind of the consumer that is looked after. */
  ecs: ['ecs'],
  lambdaFunction: ['lambda'],
  cloudTrail: ['cloudtrail'],
} as const

export type EndpointService = (typeof servicesCalled)[keyof typeof servicesCalled][number]

export const endpointServices: readonly EndpointService[] = [...new Set(Object.values(servicesCalled).flat())]
