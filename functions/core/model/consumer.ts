import type { AnswerPlace } from './answer-place.ts'

/**
 * A consumer of a credential, with the evidence of the version that it uses. All kinds but `health` ask AWS. Each needs a permission of
 * its own, which exists only where a config names such a consumer.
 */
export type Consumer = { readonly name: string } & (
  | {
      /** The consumer reports its version at a URL. */
      readonly kind: 'health'
      readonly url: string
      /** Place of the VersionId in the answer. */
      readonly version: AnswerPlace
    }
  | {
      /** ECS injects values only when a task starts. */
      readonly kind: 'ecs'
      readonly cluster: string
      readonly service: string
    }
  | {
      /** The value was put into the function's environment when it was deployed. */
      readonly kind: 'lambdaFunction'
      readonly functionArn: string
    }
  | {
      /** A role that reads the secret. CloudTrail records every read. */
      readonly kind: 'cloudTrail'
      readonly roleArn: string
    }
  | { /** Any reader of the previous version. */ readonly kind: 'lastAccessed' }
  | { /** Readers of the replica in another Region. */ readonly kind: 'replica'; readonly region: string }
)

/** Kinds whose evidence needs a further AWS service. */
export const observedKinds = ['ecs', 'lambdaFunction', 'cloudTrail'] as const

/** A consumer whose evidence needs a further AWS service. */
export type ObservedConsumer = Extract<Consumer, { readonly kind: (typeof observedKinds)[number] }>

/** State of a consumer. Without evidence it is `unknown`: then it is not reported as stale, and nothing is revoked. */
export type ConsumerState = 'fresh' | 'stale' | 'unknown'
