import type { Check, CheckKey } from './check.ts'
import type { EndpointService } from './endpoint-services.ts'
import type { MaintenanceWindow } from './maintenance.ts'
import type { Profile } from './profile.ts'
import type { SecretReference } from './secret-reference.ts'

/** Where PagerDuty's key is kept. */
export type IntegrationKey = {
  /** Name or ARN in Secrets Manager. */
  readonly secretId: string
  /** A key of the secret's JSON object; null where the whole secret is the key. */
  readonly field: string | null
  /** The customer's KMS key that the secret is encrypted with; null for AWS's own. */
  readonly keyArn: string | null
}

/** Which of PagerDuty's two service regions an account lives in. */
export type PagerDutyRegion = 'us' | 'eu'

/** Who hears of an environment. Addresses and integration keys are references; nothing here is a secret's value. */
export type Subscriber =
  | { readonly kind: 'email'; readonly address: string }
  | {
      /** Through our `notify` function and the Events API v2, with whatever key is current. */
      readonly kind: 'pagerduty'
      readonly via: 'events'
      readonly region: PagerDutyRegion
      readonly integrationKey: IntegrationKey
    }
  | {
      /** Straight from the topic, by a URL that CloudFormation makes of this version of the key. */
      readonly kind: 'pagerduty'
      readonly via: 'cloudwatch'
      readonly region: PagerDutyRegion
      readonly integrationKey: IntegrationKey
      readonly versionId: string
    }
  | { readonly kind: 'slack'; readonly workspaceId: string; readonly channelId: string }
  | { readonly kind: 'lambda'; readonly functionArn: string }
  | { readonly kind: 'sqs'; readonly queueArn: string }
  | { readonly kind: 'https'; readonly url: string }

/**
 * How a network leads out: through NAT, to public APIs and to AWS; or not at all, but for VPC endpoints of these AWS services, so that
 * only private hosts can be probed.
 */
export type Egress = 'nat' | { readonly endpoints: readonly EndpointService[] }

/** Where probes of an environment start from, instead of Lambda's own network. */
export type PrivateNetwork = {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly egress: Egress
}

/** A label with its own paging and, where it has to be, its own network. */
export type Environment = {
  readonly name: string
  readonly page: readonly Subscriber[]
  readonly notice: readonly Subscriber[]
  readonly watcher: readonly Subscriber[]
  readonly network: PrivateNetwork | null
}

/**
 * How the functions are allowed to read secrets: each by its name, all that carry a tag, or all whose names begin alike.
 */
export type Grants =
  | 'each'
  | { readonly tag: { readonly key: string; readonly value: string } }
  | { readonly namePrefix: string }

/** The address that somebody outside of AWS watches: whoever knows it can keep that watch quiet, so it may be a secret. */
export type HeartbeatUrl = { readonly url: string } | { readonly secret: SecretReference }

/** Everything that one config says, validated and with every default filled in: what the functions are given. */
export type Deployment = {
  readonly name: string
  /** First 16 hex digits of the SHA-256 of everything else here; a queued batch of another config carries another. */
  readonly hash: string
  readonly environments: readonly Environment[]
  readonly checks: readonly Check[]
  /** The profiles of the checks, so that a function holds what it judges by and not the whole catalogue. */
  readonly profiles: Readonly<Record<string, Profile>>
  readonly grants: Grants
  /** How long the functions' logs are kept; one of the values that CloudWatch Logs takes. */
  readonly retentionDays: number
  /** Services that get an alarm which says that the gate would refuse their deployment. */
  readonly blocking: readonly string[]
  /** When it is quiet, week by week. */
  readonly maintenance: readonly MaintenanceWindow[]
  /** Whether each check has metrics of its own, which CloudWatch charges for one by one. */
  readonly perCheckMetrics: boolean
  /** What becomes of the state when the stack is deleted. */
  readonly removal: 'keep' | 'destroy'
  /** PEM certificates of authorities that the functions that talk to foreign hosts trust besides the public ones. */
  readonly privateCa: string | null
  /** Called after every tick that was judged whole and owes nothing; null where nobody outside of AWS watches. */
  readonly heartbeatUrl: HeartbeatUrl | null
  /** Hosts and ports that stand in for PagerDuty's and for the heartbeat's, on loopback only; no config can name them. */
  readonly pagerDutyHost: string | null
  readonly heartbeatHost: string | null
}

/** The check of a key; undefined for one that a later config no longer has. */
export function checkOf({ checks }: Deployment, key: CheckKey): Check | undefined {
  return checks.find((check) => check.key === key)
}

/** The profile of a check of this deployment; that it is there was settled when the config was loaded. */
export function profileIn({ profiles }: Deployment): (name: string) => Profile {
  return (name) => {
    const profile = profiles[name]
    if (profile === undefined) throw new Error(`no profile named ${name} in this deployment`)
    return profile
  }
}
