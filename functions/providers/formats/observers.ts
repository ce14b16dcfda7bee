import {
  commonForm,
  documentedForm,
  fromMemory,
  gitleaks,
  ownForm,
  trufflehog,
  type ValueFormat,
} from './value-format.ts'

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'

const grafana = documentedForm(
  'Grafana, the server’s own generator of tokens: prefix and checksum',
  'https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go',
)
const sentry = documentedForm(
  'Sentry, token and credential formats',
  'https://docs.sentry.io/security-legal-pii/security/token-formats/',
)

/** Forms of services that watch systems, page people, and tell people apart. */
export const formsOfObservers: readonly ValueFormat[] = [
  ownForm('grafana.token', 'glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}', grafana, { checksum: 'grafana' }),
  ownForm('grafana-cloud.token', 'glc_[A-Za-z0-9+/]{32,400}={0,3}', gitleaks),
  ownForm('sentry.token', 'sntry[uia]_[a-f0-9]{64}', sentry),
  ownForm('sentry.token', 'sntrys_eyJ[A-Za-z0-9+/=]{20,400}_[A-Za-z0-9+/]{43}', sentry),
  commonForm('sentry.token', '[a-f0-9]{64}', gitleaks),
  commonForm('datadog-api-key.token', '[a-f0-9]{32}', trufflehog),
  commonForm('datadog-key-pair.apiKey', '[a-f0-9]{32}', trufflehog),
  commonForm('datadog-key-pair.applicationKey', '[a-f0-9]{40}|ddapp_[A-Za-z0-9]{34}', gitleaks),
  ownForm('new-relic.token', 'NRAK-[A-Z0-9]{27}', gitleaks),
  ownForm('honeycomb.token', 'hca[il][ck]_[a-z0-9]{58,60}', gitleaks),
  commonForm('honeycomb.token', '[A-Za-z0-9]{22}|[a-f0-9]{32}|hcaik_[A-Za-z0-9]{20,80}', fromMemory),
  commonForm('pagerduty-rest.token', '[uy]\\+[A-Za-z0-9_-]{18}|[A-Za-z0-9_-]{20}', trufflehog),
  commonForm('splunk-hec.token', uuid, fromMemory),
  commonForm('launchdarkly.token', `api-${uuid}`, trufflehog),
  ownForm('posthog.token', 'phx_[A-Za-z0-9_]{43,60}', trufflehog),
  commonForm('segment.token', 'sgp_[A-Za-z0-9]{60,70}', fromMemory),
  commonForm('mixpanel.token', '[A-Za-z0-9]{32}', fromMemory),
  commonForm('okta.token', '00[\\w-]{40}', gitleaks),
  commonForm('okta-client.clientSecret', '[\\w-]{40,64}', fromMemory),
  commonForm('okta-client.clientId', '0oa[A-Za-z0-9]{17}', fromMemory),
  commonForm('auth0.clientSecret', '[\\w-]{64}', fromMemory),
  commonForm('auth0.clientId', '[A-Za-z0-9]{32}', fromMemory),
  commonForm('onepassword-events.token', 'eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+', fromMemory),
]
