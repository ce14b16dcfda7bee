import type { ConsumerInput } from '../schema/consumer.ts'

type Of<Kind extends ConsumerInput['kind']> = Omit<Extract<ConsumerInput, { kind: Kind }>, 'kind'>

/** A consumer that says at a URL of its own which version it uses; `tokenwatch/consumer` is one line of code for it. */
export function health(options: Of<'health'>): ConsumerInput {
  return { kind: 'health', ...options }
}

/** An ECS service whose tasks are given the secret at their start. */
export function ecs(options: Of<'ecs'>): ConsumerInput {
  return { kind: 'ecs', ...options }
}

/** A Lambda function whose value is put into its environment by a deployment. */
export function lambdaFunction(options: Of<'lambdaFunction'>): ConsumerInput {
  return { kind: 'lambdaFunction', ...options }
}

/** A role that reads the secret by itself; CloudTrail has its reads. */
export function cloudTrail(options: Of<'cloudTrail'>): ConsumerInput {
  return { kind: 'cloudTrail', ...options }
}

/** Whoever still reads the previous version, by the day on which it was last read. */
export function lastAccessed(options: Of<'lastAccessed'> = {}): ConsumerInput {
  return { kind: 'lastAccessed', ...options }
}

/** Whoever reads the copy of the secret in another Region. */
export function replica(options: Of<'replica'>): ConsumerInput {
  return { kind: 'replica', ...options }
}
