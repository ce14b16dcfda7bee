import assert from 'node:assert/strict'
import { it } from 'node:test'
import { providers } from '../../../functions/providers/providers.ts'
import { assertEvery } from '../../support/assert-every.ts'

/** Hosts of each region, as the providers publish them. A token that is asked elsewhere is refused like a dead one. */
const hosts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  braintree: { production: 'payments.braintree-api.com', sandbox: 'payments.sandbox.braintree-api.com' },
  'datadog-api-key': {
    us1: 'api.datadoghq.com',
    us3: 'api.us3.datadoghq.com',
    us5: 'api.us5.datadoghq.com',
    eu1: 'api.datadoghq.eu',
    ap1: 'api.ap1.datadoghq.com',
    ap2: 'api.ap2.datadoghq.com',
    uk1: 'api.uk1.datadoghq.com',
    'us1-fed': 'api.ddog-gov.com',
    'us2-fed': 'api.us2.ddog-gov.com',
  },
  'entra-app': {
    global: 'login.microsoftonline.com',
    'us-government': 'login.microsoftonline.us',
    china: 'login.partner.microsoftonline.cn',
  },
  honeycomb: { us: 'api.honeycomb.io', eu: 'api.eu1.honeycomb.io' },
  intercom: { us: 'api.intercom.io', eu: 'api.eu.intercom.io', au: 'api.au.intercom.io' },
  launchdarkly: { commercial: 'app.launchdarkly.com', federal: 'app.launchdarkly.us', eu: 'app.eu.launchdarkly.com' },
  mailgun: { us: 'api.mailgun.net', eu: 'api.eu.mailgun.net' },
  mixpanel: { us: 'mixpanel.com', eu: 'eu.mixpanel.com', in: 'in.mixpanel.com' },
  'new-relic': { us: 'api.newrelic.com', eu: 'api.eu.newrelic.com', jp: 'api.jp.newrelic.com' },
  'onepassword-events': {
    us: 'events.1password.com',
    ca: 'events.1password.ca',
    eu: 'events.1password.eu',
    enterprise: 'events.ent.1password.com',
  },
  'pagerduty-rest': { us: 'api.pagerduty.com', eu: 'api.eu.pagerduty.com' },
  paypal: { live: 'api-m.paypal.com', sandbox: 'api-m.sandbox.paypal.com' },
  openai: { global: 'api.openai.com', us: 'us.api.openai.com', eu: 'eu.api.openai.com' },
  plaid: { production: 'production.plaid.com', sandbox: 'sandbox.plaid.com' },
  posthog: { us: 'us.posthog.com', eu: 'eu.posthog.com' },
  segment: { us: 'api.segmentapis.com', eu: 'eu1.api.segmentapis.com' },
  sendgrid: { global: 'api.sendgrid.com', eu: 'api.eu.sendgrid.com' },
  snyk: { 'us-01': 'api.snyk.io', 'us-02': 'api.us.snyk.io', 'eu-01': 'api.eu.snyk.io', 'au-01': 'api.au.snyk.io' },
  square: { production: 'connect.squareup.com', sandbox: 'connect.squareupsandbox.com' },
  twilio: { us1: 'api.twilio.com', ie1: 'api.dublin.ie1.twilio.com', au1: 'api.sydney.au1.twilio.com' },
}

/** Providers with the regions of another one. */
const alike: Readonly<Record<string, string>> = {
  'datadog-key-pair': 'datadog-api-key',
  'plaid-item': 'plaid',
  'twilio-api-key': 'twilio',
}

const isHost = (value: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value)

const regional = [...providers.values()].flatMap(({ name, options, question }) =>
  Object.entries(options).flatMap(([option, known]) =>
    known.kind === 'choice' && Object.values(known.of).every(isHost) ? [{ name, option, question, of: known.of }] : [],
  ),
)

it('each region has the host that its provider publishes', () => {
  const named = regional.filter(({ name }) => name !== 'aws-access-key')
  assert.ok(named.length > 15)
  return assertEvery(
    named,
    ({ name }) => name,
    ({ name, of }) => assert.deepEqual(of, hosts[alike[name] ?? name]),
  )
})

it('the host of a region is the one that is asked', () =>
  assertEvery(
    regional,
    ({ name }) => name,
    ({ option, question }) => assert.match(JSON.stringify(question), new RegExp(`https://[a-z.{}]*\\{${option}\\}/`)),
  ))
