import type { SubscriberInput } from '../schema/environment.ts'
import type { SecretInput } from '../schema/secret.ts'

type Kind<Name extends SubscriberInput['kind']> = Extract<SubscriberInput, { kind: Name }>

/** A mailbox; AWS asks its owner once for a confirmation. */
export function email(address: string): Kind<'email'> {
  return { kind: 'email', address }
}

/** A PagerDuty service, by the secret that holds its integration key. */
export function pagerDuty(integrationKey: SecretInput): Kind<'pagerduty'> {
  return { kind: 'pagerduty', integrationKey }
}
