import { documented, kind, shaped, type VendorKinds } from './documented-kind.ts'

/** Kinds of clouds, hosts and networks. */
export const kindsOfClouds: readonly VendorKinds[] = [
  {
    profiles: ['aws-access-key'],
    source: documented(
      'AWS IAM, unique identifiers and their prefixes',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    ),
    kinds: [
      shaped('AKIA', '[A-Z0-9]{16}', 'the id of a long-term access key of AWS', 'aws-access-key.accessKeyId'),
      shaped('ASIA', '[A-Z0-9]{16}', 'the id of a temporary access key of AWS'),
      shaped('AIDA', '[A-Z0-9]{16,17}', 'the unique id of an IAM user, which is no access key'),
    ],
  },
  {
    profiles: ['cloudflare-user', 'cloudflare-account'],
    source: documented(
      'Cloudflare, token formats',
      'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
    ),
    kinds: [
      kind('cfut_', 'a user API token of Cloudflare', 'cloudflare-user.token'),
      kind('cfat_', 'an account API token of Cloudflare', 'cloudflare-account.token'),
      kind('cfk_', 'a Global API Key of Cloudflare'),
    ],
  },
  {
    profiles: ['digitalocean'],
    source: documented(
      'DigitalOcean release notes, the format of API tokens',
      'https://docs.digitalocean.com/notes/2022/api-token-format',
    ),
    kinds: [
      kind('dop_v1_', 'a personal access token of DigitalOcean', 'digitalocean.token'),
      kind('doo_v1_', 'an OAuth access token of DigitalOcean', 'digitalocean.token'),
      kind('dor_v1_', 'an OAuth refresh token of DigitalOcean'),
    ],
  },
  {
    profiles: ['vercel'],
    source: documented(
      'Vercel changelog, new token formats',
      'https://vercel.com/changelog/new-token-formats-and-secret-scanning',
    ),
    kinds: [
      kind('vcp_', 'a personal access token of Vercel', 'vercel.token'),
      kind('vci_', 'an integration token of Vercel', 'vercel.token'),
      kind('vca_', 'an access token of a Vercel app', 'vercel.token'),
      kind('vcr_', 'a refresh token of a Vercel app'),
      kind('vck_', 'an API key of Vercel, which is no access token'),
    ],
  },
  {
    profiles: ['tailscale'],
    source: documented('Tailscale, key prefixes', 'https://tailscale.com/kb/1277/key-prefixes'),
    kinds: [
      kind('tskey-api-', 'an API access token of Tailscale', 'tailscale.token'),
      kind('tskey-auth-', 'an auth key of Tailscale'),
      kind('tskey-client-', 'an OAuth client key of Tailscale'),
      kind('tskey-scim-', 'a SCIM key of Tailscale'),
      kind('tskey-webhook-', 'a webhook key of Tailscale'),
    ],
  },
  {
    profiles: ['launchdarkly'],
    source: documented('LaunchDarkly, SDK credentials', 'https://launchdarkly.com/docs/home/account/environment/keys'),
    kinds: [kind('sdk-', 'an SDK key of LaunchDarkly'), kind('mob-', 'a mobile key of LaunchDarkly')],
  },
  {
    profiles: ['vault'],
    source: documented('Vault, tokens: token formats', 'https://developer.hashicorp.com/vault/docs/concepts/tokens'),
    kinds: [
      kind('hvs.', 'a service token of Vault', 'vault.token'),
      kind('hvb.', 'a batch token of Vault', 'vault.token'),
      kind('hvr.', 'a recovery token of Vault'),
    ],
  },
  {
    profiles: ['heroku'],
    source: documented(
      'Heroku changelog, the length of OAuth tokens',
      'https://devcenter.heroku.com/changelog-items/3175',
    ),
    kinds: [kind('HRKU-', 'an OAuth access token of Heroku', 'heroku.token')],
  },
  {
    profiles: ['databricks'],
    source: documented(
      'Databricks, the tokens command: the value of a new personal access token',
      'https://learn.microsoft.com/en-us/azure/databricks/archive/dev-tools/cli/tokens-cli',
    ),
    kinds: [shaped('dapi', '[0-9a-f]{32}', 'a personal access token of Databricks', 'databricks.token')],
  },
]
