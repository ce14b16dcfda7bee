import type { SecretInput } from '../schema/secret.ts'
import type { SubscriberInput } from '../schema/subscriber.ts'

type Kind<Name extends SubscriberInput['kind']> = Extract<SubscriberInput, { kind: Name }>

/** A mailbox. AWS asks its owner once for a confirmation. */
export function email(address: string): Kind<'email'> {
  return { kind: 'email', address }
}

type PagerDutyOptions = {
  /** `eu` for accounts whose address is under eu.pagerduty.com. */
  readonly region?: 'us' | 'eu'
} & (
  | { readonly via?: 'events' }
  /** The deployment fixes the key at this version. */
  | { readonly via: 'cloudwatch'; readonly versionId: string }
)

/**
 * A PagerDuty service, named by the secret of its integration key. It is notified through the Events API v2, or through PagerDuty's
 * CloudWatch integration directly from the topic.
 */
export function pagerDuty(integrationKey: SecretInput, options: PagerDutyOptions = {}): Kind<'pagerduty'> {
  return { kind: 'pagerduty', integrationKey, ...options }
}

/** A Slack channel, through Amazon Q Developer in chat applications, which you authorize once in the workspace. */
export function slackChannel(options: Omit<Kind<'slack'>, 'kind'>): Kind<'slack'> {
  return { kind: 'slack', ...options }
}

/** A channel of Microsoft Teams, through Amazon Q Developer in chat applications, which you authorize once in the team. */
export function teamsChannel(options: Omit<Kind<'teams'>, 'kind'>): Kind<'teams'> {
  return { kind: 'teams', ...options }
}

/** A Lambda function of yours. */
export function lambda(functionArn: string): Kind<'lambda'> {
  return { kind: 'lambda', functionArn }
}

/** A standard queue of yours. Its policy must let the topic send. */
export function sqs(queueArn: string): Kind<'sqs'> {
  return { kind: 'sqs', queueArn }
}

/** An endpoint that confirms the SNS subscription itself. */
export function https(url: string): Kind<'https'> {
  return { kind: 'https', url }
}
