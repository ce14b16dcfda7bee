import type { AnswerPlace } from './answer-place.ts'
import type { SecretReference } from './secret-reference.ts'

/**
 * A consumer of a credential, with the evidence of the version that it uses. All kinds but `health` and `kubernetes` ask AWS. Each needs a
 * permission of its own, which exists only where a config names such a consumer.
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
  | {
      /** Pods get the value from a Kubernetes Secret, which something copies from Secrets Manager. */
      readonly kind: 'kubernetes'
      /** Address of the cluster's API server. */
      readonly api: string
      /** Token of a service account that may look at the Secret's metadata and list the pods. */
      readonly access: SecretReference
      readonly namespace: string
      /** Name of the Kubernetes Secret. */
      readonly secretName: string
      /** Label selector of the pods. */
      readonly pods: string
    }
  | { /** Any reader of the previous version. */ readonly kind: 'lastAccessed' }
  | { /** Readers of the replica in another Region. */ readonly kind: 'replica'; readonly region: string }
)

/** Kinds whose evidence needs a further AWS service. */
export const observedKinds = ['ecs', 'lambdaFunction', 'cloudTrail'] as const

/** A consumer whose evidence needs a further AWS service. */
export type ObservedConsumer = Extract<Consumer, { readonly kind: (typeof observedKinds)[number] }>

/** A consumer in a Kubernetes cluster. */
export type KubernetesConsumer = Extract<Consumer, { readonly kind: 'kubernetes' }>

/** State of a consumer. Without evidence it is `unknown`: then it is not reported as stale, and nothing is revoked. */
export type ConsumerState = 'fresh' | 'stale' | 'unknown'
