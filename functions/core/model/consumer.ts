import type { AnswerPlace } from '../model/answer-place.ts'
/**
 * Somebody who uses the credential, and what shows whether he has moved on after a rotation. All but `health` ask AWS, each by a
 * permission of its own that exists only where a config names such a consumer.
 */
export type Consumer = { readonly name: string } & (
  | {
      /** It says itself which version it uses, at a URL of its own. */
      readonly kind: 'health'
      readonly url: string
      /** Where its answer names the VersionId. */
      readonly version: AnswerPlace
    }
  | {
      /** Tasks get values at their start and never again. */
      readonly kind: 'ecs'
      readonly cluster: string
      readonly service: string
    }
  | {
      /** Its value was put into its environment when it was deployed. */
      readonly kind: 'lambdaFunction'
      readonly functionArn: string
    }
  | {
      /** A role that reads the secret; CloudTrail has every read of it. */
      readonly kind: 'cloudTrail'
      readonly roleArn: string
    }
  | { /** Whoever still reads the previous version by its name. */ readonly kind: 'lastAccessed' }
  | { /** Whoever reads the copy in another Region. */ readonly kind: 'replica'; readonly region: string }
)

/** The kinds whose evidence a service of AWS gives that nothing else asks. */
export const observedKinds = ['ecs', 'lambdaFunction', 'cloudTrail'] as const

/** A consumer that a service of AWS tells of. */
export type ObservedConsumer = Extract<Consumer, { readonly kind: (typeof observedKinds)[number] }>

/** `unknown` is neither: nobody is called stale, and nothing is revoked, on no evidence. */
export type ConsumerState = 'fresh' | 'stale' | 'unknown'
