import type { PrivateNetwork } from './private-network.ts'

/** Roles of the stack, as the rules of a company want them. */
export type RoleSettings = {
  /** IAM path of every role and policy, such as `/monitoring/`. */
  readonly path: string
  /** Beginning of the name of every role and policy; `null` where CloudFormation makes names up. */
  readonly namePrefix: string | null
  /** Place of permissions: inside of the roles, or in managed policies only. */
  readonly policies: 'inline' | 'managed'
}

/** Functions that may be given a concurrency of their own. */
export type ReservedConcurrency = Readonly<Record<'tick' | 'probe' | 'rotate' | 'notify', number>>

/** Runs of the functions at one time. */
export type ConcurrencySettings = {
  /**
   * Batches of a probe location that run at the same time; `null` for as many as its checks need, and at least ten. Each keeps its own limit
   * per host, so this bounds what a provider sees.
   */
  readonly probesAtOnce: number | null
  /** Concurrency that Lambda keeps for each function, and holds it to; `null` to share that of the account. */
  readonly reserved: ReservedConcurrency | null
}

/** A key of AWS, a key that the stack creates, or one of the account by its ARN. */
export type KeyChoice = 'aws' | 'own' | `arn:${string}`

/** KMS keys that encrypt what the stack stores. CloudWatch can only publish to a topic under a key that lets it. */
export type KeySettings = {
  readonly logs: KeyChoice
  readonly table: KeyChoice
  readonly queues: KeyChoice
  readonly topics: Exclude<KeyChoice, 'aws'>
}

/** Bootstrap of the CDK that a deployment goes through. Each part is `null` for that of the CDK. */
export type BootstrapSettings = {
  readonly qualifier: string | null
  /** Name of the bucket that takes the code of the functions. */
  readonly assetsBucket: string | null
  /** ARN of the role that CloudFormation takes to create resources. */
  readonly executionRoleArn: string | null
  /** Deploys with the roles of the bootstrap, or with the credentials of whoever deploys. */
  readonly credentials: 'roles' | 'cli'
}

/** Existing topics, by their ARNs, that take the messages instead of topics of the stack; `null` for its own. */
export type TopicSettings = Readonly<Record<'page' | 'notice' | 'watcher', `arn:${string}` | null>>

/** Rules of the account that a deployment goes into. None of them changes what is judged. */
export type AccountSettings = {
  /** ARN of the managed policy that bounds every role; `null` for none. */
  readonly permissionsBoundary: string | null
  readonly roles: RoleSettings
  readonly keys: KeySettings
  /** Network of every function that its environment puts into no other; `null` for Lambda's own. */
  readonly network: PrivateNetwork | null
  readonly concurrency: ConcurrencySettings
  readonly bootstrap: BootstrapSettings
  readonly topics: TopicSettings
  readonly logClass: 'standard' | 'infrequent-access'
  /** Tags of every resource that takes some. */
  readonly tags: Readonly<Record<string, string>>
}

/** Settings of an account without rules. */
export const plainAccount: AccountSettings = {
  permissionsBoundary: null,
  roles: { path: '/', namePrefix: null, policies: 'inline' },
  keys: { logs: 'aws', table: 'aws', queues: 'aws', topics: 'own' },
  network: null,
  concurrency: { probesAtOnce: null, reserved: null },
  bootstrap: { qualifier: null, assetsBucket: null, executionRoleArn: null, credentials: 'roles' },
  topics: { page: null, notice: null, watcher: null },
  logClass: 'standard',
  tags: {},
}
