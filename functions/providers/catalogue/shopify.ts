import { provider } from '../provider.ts'

/** A write scope includes the read scope, and Shopify lists only the write scope. */
const writable = [
  'cart_transforms',
  'companies',
  'content',
  'customers',
  'discounts',
  'draft_orders',
  'files',
  'fulfillments',
  'gift_cards',
  'inventory',
  'locales',
  'locations',
  'markets',
  'metaobject_definitions',
  'metaobjects',
  'online_store_navigation',
  'order_edits',
  'orders',
  'payment_terms',
  'pixels',
  'price_rules',
  'products',
  'publications',
  'returns',
  'shipping',
  'themes',
  'translations',
]

/** An access token of an app in one Shopify shop. The shop may be frozen, locked or gone while the token is valid. */
export const shopify = provider({
  name: 'shopify',
  title: 'Shopify Admin API access token',
  category: 'payments and commerce',
  roles: { token: 'the token, shpat_...' },
  options: {
    shop: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9-]{0,98}',
      example: 'acme',
      says: 'the name of the shop, before .myshopify.com',
    },
    app: {
      kind: 'choice',
      of: { custom: 'custom', expiring: 'expiring', 'public-without-expiry': 'public-without-expiry' },
      default: 'custom',
      says: 'the kind of token: of a custom app, expiring, or of a public app without expiry',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{shop}.myshopify.com/admin/oauth/access_scopes.json',
      headers: {},
      body: null,
    },
    send: [{ in: 'header', name: 'x-shopify-access-token', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'scopes', when: { status: 200, body: "type(access_scopes) == 'array'" }, means: 'alive', source: 'scopes' },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'codes' },
    { name: 'shop-frozen', when: { status: 402, body: "type(@) == 'object'" }, means: 'suspended', source: 'codes' },
    { name: 'no-such-shop', when: { status: 404, html: true }, means: 'wrong_target', source: 'codes' },
    { name: 'shop-locked', when: { status: 423, body: "type(@) == 'object'" }, means: 'suspended', source: 'codes' },
    { name: 'abuse-page', when: { status: 430, html: true }, means: 'blocked_from_here', source: 'codes' },
    { name: 'abuse', when: { status: 430 }, means: 'blocked_from_here', source: 'codes' },
  ],
  paths: { identity: null, environment: null, scopes: 'access_scopes[].handle', expires: null },
  scopes: {
    pattern: '(unauthenticated_)?(read|write)_[a-z_]+|customer_[a-z_]+',
    example: 'read_products',
    implied: Object.fromEntries(writable.map((what) => [`write_${what}`, [`read_${what}`]])),
  },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_rotating', overlap: 'until the new one is used', by: 'hand' },
  runbook: {
    console: 'https://admin.shopify.com/store/{shop}/settings/apps/development',
    steps:
      'Reinstall the custom app, or refresh the expiring token. If the shop is frozen, its owner has to pay first.',
  },
  sunsets: [
    {
      what: 'Access tokens without expiry',
      whom: 'public apps',
      on: '2027-01-01',
      when: ['app', 'public-without-expiry'],
      source: 'changelog',
    },
  ],
  traps: [
    'a write scope includes the read scope, and only the write scope is listed',
    'a frozen or locked shop does not mean an invalid token',
    'tokens of public apps must expire from 2027 on',
    'an expiring token lives for an hour, but no answer says so',
  ],
  sources: {
    codes: {
      evidence: 'documented',
      title: 'Shopify API response status and error codes',
      url: 'https://shopify.dev/docs/api/usage/response-codes',
      seen: '2026-11-25',
    },
    changelog: {
      evidence: 'documented',
      title: 'Shopify developer changelog, expiring offline access tokens',
      url: 'https://shopify.dev/changelog',
      seen: '2026-11-21',
    },
    scopes: {
      evidence: 'documented',
      title: 'Shopify Admin REST API, access scopes',
      url: 'https://shopify.dev/docs/api/admin-rest/latest/resources/accessscope',
      seen: '2026-11-21',
    },
  },
})
