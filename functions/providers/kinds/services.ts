import { documented, kind, shaped, type VendorKinds } from './documented-kind.ts'

/** Kinds of messaging, payments and AI. */
export const kindsOfServices: readonly VendorKinds[] = [
  {
    profiles: ['slack', 'slack-config'],
    source: documented('Slack, tokens', 'https://docs.slack.dev/authentication/tokens'),
    kinds: [
      kind('xoxb-', 'a bot token of Slack', 'slack.token'),
      kind('xoxp-', 'a user token of Slack', 'slack.token'),
      kind('xapp-', 'an app-level token of Slack'),
    ],
  },
  {
    profiles: ['slack', 'slack-config'],
    source: documented(
      'Slack API, tooling.tokens.rotate',
      'https://docs.slack.dev/reference/methods/tooling.tokens.rotate',
    ),
    kinds: [
      kind('xoxe.xoxp-', 'an expiring token of Slack', 'slack.token', 'slack-config.token'),
      kind('xoxe-', 'a refresh token of Slack'),
    ],
  },
  {
    profiles: ['twilio', 'twilio-api-key'],
    source: documented('Twilio, what is a SID', 'https://www.twilio.com/docs/glossary/what-is-a-sid'),
    kinds: [
      shaped('AC', '[0-9a-fA-F]{32}', 'the SID of a Twilio account'),
      shaped('SK', '[0-9a-fA-F]{32}', 'the SID of a Twilio API key', 'twilio-api-key.keySid'),
    ],
  },
  {
    profiles: ['stripe', 'clerk'],
    source: documented('Stripe, API keys', 'https://docs.stripe.com/keys'),
    kinds: [
      // Clerk begins its secret keys in the same way.
      kind('sk_live_', 'a secret key of Stripe or Clerk', 'stripe.token', 'clerk.token'),
      kind('sk_test_', 'a secret key of a sandbox of Stripe or Clerk', 'stripe.token', 'clerk.token'),
      kind('rk_live_', 'a restricted key of Stripe', 'stripe.token'),
      kind('rk_test_', 'a restricted key of a Stripe sandbox', 'stripe.token'),
      kind('pk_live_', 'a publishable key of Stripe'),
      kind('pk_test_', 'a publishable key of a Stripe sandbox'),
    ],
  },
  {
    profiles: ['shopify'],
    source: documented(
      'Shopify developer changelog, the length of access tokens and of app secrets',
      'https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing',
    ),
    kinds: [
      kind('shpat_', 'an access token of a Shopify app', 'shopify.token'),
      kind('shpca_', 'an access token of a custom Shopify app', 'shopify.token'),
      kind('shppa_', 'an access token of a private Shopify app', 'shopify.token'),
      kind('shpss_', 'the secret of a Shopify app'),
    ],
  },
  {
    profiles: ['anthropic'],
    source: documented(
      'Anthropic, create an Admin API key: key prefixes',
      'https://platform.claude.com/docs/en/manage-claude/admin-api-keys',
    ),
    kinds: [
      kind('sk-ant-admin01-', 'an Admin API key of Anthropic'),
      kind('sk-ant-api01-', 'a key of a Claude Enterprise organization'),
    ],
  },
  {
    profiles: ['openai', 'openai-admin'],
    source: documented(
      'OpenAI API reference, create admin API key',
      'https://developers.openai.com/api/reference/resources/organization/subresources/admin_api_keys',
    ),
    kinds: [kind('sk-admin-', 'an Admin API key of OpenAI', 'openai-admin.token')],
  },
  {
    profiles: ['plaid', 'plaid-item'],
    source: documented('Plaid, glossary: tokens, identifiers and keys', 'https://plaid.com/docs/quickstart/glossary/'),
    kinds: ['sandbox', 'development', 'production'].flatMap((environment) => [
      kind(`access-${environment}-`, 'an access token of a Plaid item', 'plaid-item.accessToken'),
      kind(`public-${environment}-`, 'a public token of Plaid, which is exchanged once'),
      kind(`link-${environment}-`, 'a link token of Plaid'),
      kind(`asset-report-${environment}-`, 'an asset report token of Plaid'),
    ]),
  },
]
