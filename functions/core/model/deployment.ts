import type { AccountSettings } from './account.ts'
import type { Check, CheckKey } from './check.ts'
import type { MaintenanceWindow } from './maintenance.ts'
import type { PrivateNetwork } from './private-network.ts'
import type { Profile } from './profile.ts'
import { type Route, routeOf } from './route.ts'
import type { SecretReference } from './secret-reference.ts'

/** Reference to a PagerDuty integration key. */
export type IntegrationKey = {
  /** Name or ARN in Secrets Manager. */
  readonly secretId: string
  /** A key of the secret's JSON object; `null` where the whole secret is the integration key. */
  readonly field: string | null
  /** The customer's KMS key that encrypts the secret; `null` for AWS's own. */
  readonly keyArn: string | null
}

/** Service region of a PagerDuty account. */
export type PagerDutyRegion = 'us' | 'eu'

/** A subscriber to the messages of an environment. Integration keys are references; no field holds a secret's value. */
export type Subscriber =
  | { readonly kind: 'email'; readonly address: string }
  | {
      /** Through our `notify` function and the Events API v2, with the current key. */
      readonly kind: 'pagerduty'
      readonly via: 'events'
      readonly region: PagerDutyRegion
      readonly integrationKey: IntegrationKey
    }
  | {
      /** Directly from the topic, to a URL that CloudFormation makes from this version of the key. */
      readonly kind: 'pagerduty'
      readonly via: 'cloudwatch'
      readonly region: PagerDutyRegion
      readonly integrationKey: IntegrationKey
      readonly versionId: string
    }
  | {
      readonly kind: 'slack'
      readonly workspaceId: string
      readonly channelId: string
      /** Configuration of the channel that another stack owns; absent where this deployment makes one. */
      readonly configurationArn?: string | undefined
    }
  | {
      /** Ids of Microsoft; the channel's is percent-encoded, as a link to the channel has it. */
      readonly kind: 'teams'
      readonly tenantId: string
      readonly teamId: string
      readonly channelId: string
      readonly configurationArn?: string | undefined
    }
  | { readonly kind: 'lambda'; readonly functionArn: string }
  | { readonly kind: 'sqs'; readonly queueArn: string }
  | { readonly kind: 'https'; readonly url: string }

/** An environment: a label with its own subscribers and, if needed, its own network. */
export type Environment = {
  readonly name: string
  readonly page: readonly Subscriber[]
  readonly notice: readonly Subscriber[]
  readonly watcher: readonly Subscriber[]
  readonly network: PrivateNetwork | null
}

/** An owner of checks, with people of its own. Where a list is empty, that of the check's environment takes its place. */
export type Owner = {
  readonly name: string
  readonly page: readonly Subscriber[]
  readonly notice: readonly Subscriber[]
}

/** Permission of the functions to read secrets: each by its name, all with a tag, or all with a name prefix. */
export type Grants =
  | 'each'
  | { readonly tag: { readonly key: string; readonly value: string } }
  | { readonly namePrefix: string }

/** A URL that a service outside of AWS watches. Anybody who knows it can fake a heartbeat, so it may be a secret. */
export type HeartbeatUrl = { readonly url: string } | { readonly secret: SecretReference }

/** State that a deleted stack left behind: the name of its table, and the ARN of its escrow's key. */
export type AdoptedState = { readonly table: string; readonly escrowKey: string | null }

/** A config, validated and with all defaults filled in, as the functions receive it. */
export type Deployment = {
  readonly name: string
  /** First 16 hex digits of the SHA-256 of all other fields. Batches and records carry it. */
  readonly hash: string
  readonly environments: readonly Environment[]
  /** Owners whose checks notify their own people. */
  readonly owners: readonly Owner[]
  readonly checks: readonly Check[]
  /** The profiles of the checks, so that a function needs no catalogue. */
  readonly profiles: Readonly<Record<string, Profile>>
  /** Rules of the account that it goes into. */
  readonly account: AccountSettings
  readonly grants: Grants
  /** Calls by which probes read the values of a batch: one for up to twenty, or one for each. */
  readonly secretReads: 'together' | 'single'
  /** Readings with a line of their own in the log: all of them, or those that say something new. */
  readonly logs: 'all' | 'changes'
  /** Retention of the functions' logs; one of the values that CloudWatch Logs accepts. */
  readonly retentionDays: number
  /** Services with an alarm for the case that the gate would refuse their deployment. */
  readonly blocking: readonly string[]
  /** Weekly maintenance windows. */
  readonly maintenance: readonly MaintenanceWindow[]
  /** True if each check has metrics of its own, which CloudWatch charges for one by one. */
  readonly perCheckMetrics: boolean
  /** True if a function renders the status page as a widget of the dashboard. */
  readonly widget: boolean
  /** Fate of the state table when the stack is deleted. */
  readonly removal: 'keep' | 'destroy'
  /** State of a deleted stack that this deployment goes on with; `null` to create its own. */
  readonly adopt: AdoptedState | null
  /** PEM certificates of further authorities that functions trust when they call other hosts. */
  readonly privateCa: string | null
  /** Called after every tick in which all batches were judged and no message is pending; `null` where none is watched. */
  readonly heartbeatUrl: HeartbeatUrl | null
  /** Hosts and ports on loopback that replace PagerDuty's and the heartbeat's. No config can name them. */
  readonly pagerDutyHost: string | null
  readonly heartbeatHost: string | null
}

/** Finds a check by its key; `undefined` for one that the config no longer has. */
export function checkOf({ checks }: Deployment, key: CheckKey): Check | undefined {
  return checks.find((check) => check.key === key)
}

/** Returns the route of a check; its environment for one that the config no longer has. */
export function routeIn(deployment: Pick<Deployment, 'checks'>, key: CheckKey): Route {
  const check = deployment.checks.find((one) => one.key === key)
  return check === undefined ? key.slice(0, key.indexOf('/')) : routeOf(check)
}

/** Returns a function that finds profiles by name. Loading the config has made sure that each check has one. */
export function profileIn({ profiles }: Deployment): (name: string) => Profile {
  return (name) => {
    const profile = profiles[name]
    if (profile === undefined) throw new Error(`no profile named ${name} in this deployment`)
    return profile
  }
}
