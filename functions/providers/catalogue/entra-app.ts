import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider, type SourcedRule } from '../provider.ts'

/** Tests for one of `error_codes`, which say more than the error of RFC 6749. Microsoft may change them, so rules test that error too. */
const aadsts = (code: number): string => `contains(error_codes, \`${code}\`)`

export const entraTokenRules: readonly SourcedRule[] = [
  { name: 'secret-expired', when: { body: aadsts(7_000_222) }, means: 'expired', source: 'codes' },
  { name: 'secret-wrong', when: { body: aadsts(7_000_215) }, means: 'rejected', source: 'codes' },
  { name: 'app-disabled', when: { body: aadsts(7_000_112) }, means: 'unrecognized', source: 'recalled' },
  { name: 'app-not-in-tenant', when: { body: aadsts(700_016) }, means: 'wrong_target', source: 'trufflehog' },
  { name: 'tenant-unknown', when: { body: aadsts(90_002) }, means: 'wrong_target', source: 'trufflehog' },
  { name: 'conditional-access', when: { body: aadsts(53_003) }, means: 'blocked_from_here', source: 'trufflehog' },
  ...tokenRules,
]

export const entraSources = {
  federation: {
    evidence: 'recalled',
    title: 'Microsoft Entra, workload identity federation',
    url: 'https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation',
  },
  codes: {
    evidence: 'documented',
    title: 'Microsoft Entra, authentication and authorization error codes',
    url: 'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
    seen: '2026-11-30',
  },
  trufflehog: {
    evidence: 'observed',
    title: 'trufflehog, pkg/detectors/azure_entra',
    url: 'https://github.com/trufflesecurity/trufflehog',
    seen: '2026-08-21',
  },
  recalled: { evidence: 'recalled', title: 'the code of an application that was disabled' },
  ...tokenSources,
} as const

export const entraTenant = {
  kind: 'name',
  pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9-]+(\\.[a-z0-9-]+)+',
  example: '11111111-2222-4333-8444-555555555555',
  says: 'the id of the tenant, or one of its domains',
} as const

/** The client secret of an application of Microsoft Entra, proved by a token for Graph or for another API. */
export const entraApp = provider({
  name: 'entra-app',
  title: 'Microsoft Entra application secret',
  category: 'identity',
  roles: { clientId: 'the application (client) id', clientSecret: 'the value of the secret, not its id' },
  options: {
    tenant: entraTenant,
    cloud: {
      kind: 'choice',
      of: {
        global: 'login.microsoftonline.com',
        'us-government': 'login.microsoftonline.us',
        china: 'login.partner.microsoftonline.cn',
      },
      default: 'global',
      says: 'the cloud of the tenant',
    },
    scope: {
      kind: 'name',
      pattern: '[a-z]+://[A-Za-z0-9._/-]+/\\.default',
      example: 'https://graph.microsoft.com/.default',
      default: 'https://graph.microsoft.com/.default',
      says: 'the API for which Tokenwatch requests a token; each cloud has its own Graph',
    },
  },
  question: {
    kind: 'client_credentials',
    tokenUrl: 'https://{cloud}/{tenant}/oauth2/v2.0/token',
    scope: '{scope}',
    audience: null,
    authentication: 'client_secret_post',
    ping: null,
  },
  requestSource: 'trufflehog',
  rules: [],
  tokenRules: entraTokenRules,
  paths: { identity: null, environment: null, scopes: 'roles', expires: null },
  scopes: { pattern: null, example: 'Mail.Send' },
  cost: 'free',
  minimumSeconds: 300,
  settlesWithinSeconds: 300,
  rotation: { class: 'create_revoke', overlap: 'until the old one is removed', by: 'tokenwatch' },
  runbook: {
    console: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    steps:
      'Open the application, then Certificates & secrets. Add a secret, store its value with its expiry date, and remove the old one.',
  },
  federation: {
    offer: 'federated identity credentials of the application, for tokens of an OIDC provider',
    source: 'federation',
  },
  traps: [
    'an expired secret and a wrong one differ only in the error number',
    'Entra may refuse a new secret for some minutes',
    'a refusal by conditional access concerns the location of the probe, not the secret',
    'an unknown application or tenant is a wrong target, not an invalid secret',
    'a deleted application is answered like one of another tenant, with 700016',
    'the id of a secret is not its value',
    'the granted roles are in the token, and the scope is always .default',
  ],
  trapSources: ['roles'],
  sources: {
    roles: {
      evidence: 'documented',
      title: 'Microsoft Entra, add app roles to your application and receive them in the token',
      url: 'https://learn.microsoft.com/en-us/entra/identity-platform/howto-add-app-roles-in-apps',
      seen: '2026-11-30',
    },
    ...entraSources,
  },
})
