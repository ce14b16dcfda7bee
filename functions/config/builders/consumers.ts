import type { ConsumerInput } from '../schema/consumer.ts'

type Of<Kind extends ConsumerInput['kind']> = Omit<Extract<ConsumerInput, { kind: Kind }>, 'kind'>

/** A consumer that reports the version that it uses at a URL of its own. `tokenwatch/consumer` adds that with one line of code. */
export function health(options: Of<'health'>): ConsumerInput {
  return { kind: 'health', ...options }
}

/** An ECS service whose tasks get the secret at their start. */
export function ecs(options: Of<'ecs'>): ConsumerInput {
  return { kind: 'ecs', ...options }
}

/** A Lambda function that a deployment gives the secret as an environment variable. */
export function lambdaFunction(options: Of<'lambdaFunction'>): ConsumerInput {
  return { kind: 'lambdaFunction', ...options }
}

/** A role that reads the secret itself, as CloudTrail records it. */
export function cloudTrail(options: Of<'cloudTrail'>): ConsumerInput {
  return { kind: 'cloudTrail', ...options }
}

/** Pods that get the value from a Kubernetes Secret when they start. */
export function kubernetes(options: Of<'kubernetes'>): ConsumerInput {
  return { kind: 'kubernetes', ...options }
}

/** Readers of the previous version, observed by the day of its last read. */
export function lastAccessed(options: Of<'lastAccessed'> = {}): ConsumerInput {
  return { kind: 'lastAccessed', ...options }
}

/** Readers of the secret's replica in another Region. */
export function replica(options: Of<'replica'>): ConsumerInput {
  return { kind: 'replica', ...options }
}
