import type { PagerDutyRegion } from './deployment.ts'

/** Hosts of PagerDuty that take events, by its service region. */
export const pagerDutyHosts: Readonly<Record<PagerDutyRegion, string>> = {
  us: 'events.pagerduty.com',
  eu: 'events.eu.pagerduty.com',
}
