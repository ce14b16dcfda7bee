import { provider } from '../provider.ts'

/** The first reason of a Google error, as `google.api.ErrorReason` names it. */
const reason = (name: string): string => `error.details[?reason=='${name}'] | length(@) > \`0\``

/**
 * An API key of a Google Cloud project. Tokenwatch checks it at the Gemini API, which lists its models free of charge. A key for another
 * API is answered there too, with the reason for the refusal.
 */
export const googleApiKey = provider({
  name: 'google-api-key',
  title: 'Google API key',
  category: 'AI',
  roles: { token: 'the key, AIza...' },
  options: {
    referer: {
      kind: 'name',
      pattern: '(https://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?)?',
      example: 'https://shop.acme.example/',
      default: '',
      says: 'a page from which the key may be used, if it is restricted by HTTP referrers',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1',
      headers: { referer: '{referer}' },
      body: null,
    },
    send: [{ in: 'header', name: 'x-goog-api-key', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'models',
      when: { status: 200, body: "type(models[0].name) == 'string'" },
      means: 'alive',
      source: 'models',
    },
    {
      name: 'key-invalid',
      when: { status: 400, body: reason('API_KEY_INVALID') },
      means: 'rejected',
      source: 'reasons',
    },
    {
      name: 'address-blocked',
      when: { status: 403, body: reason('API_KEY_IP_ADDRESS_BLOCKED') },
      means: 'blocked_from_here',
      source: 'reasons',
    },
    {
      name: 'referrer-blocked',
      when: { status: 403, body: reason('API_KEY_HTTP_REFERRER_BLOCKED') },
      means: 'blocked_from_here',
      source: 'reasons',
    },
    {
      name: 'android-app-blocked',
      when: { status: 403, body: reason('API_KEY_ANDROID_APP_BLOCKED') },
      means: 'blocked_from_here',
      source: 'reasons',
    },
    {
      name: 'ios-app-blocked',
      when: { status: 403, body: reason('API_KEY_IOS_APP_BLOCKED') },
      means: 'blocked_from_here',
      source: 'reasons',
    },
    {
      name: 'policy',
      when: { status: 403, body: reason('SECURITY_POLICY_VIOLATED') },
      means: 'blocked_from_here',
      source: 'reasons',
    },
    {
      name: 'service-blocked',
      when: { status: 403, body: reason('API_KEY_SERVICE_BLOCKED') },
      means: 'ping_forbidden',
      source: 'reasons',
    },
    {
      name: 'service-disabled',
      when: { status: 403, body: reason('SERVICE_DISABLED') },
      means: 'ping_forbidden',
      source: 'reasons',
    },
    {
      name: 'project-suspended',
      when: { status: 403, body: reason('CONSUMER_SUSPENDED') },
      means: 'suspended',
      source: 'reasons',
    },
    {
      name: 'billing-disabled',
      when: { status: 403, body: reason('BILLING_DISABLED') },
      means: 'quota_exhausted',
      source: 'reasons',
    },
    {
      name: 'rate-exceeded',
      when: { status: 403, body: reason('RATE_LIMIT_EXCEEDED') },
      means: 'rate_limited',
      source: 'reasons',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 300,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.cloud.google.com/apis/credentials',
    steps:
      'Rotate the key there: Google makes a second one with the same restrictions. Store it, and delete the old one.',
  },
  traps: [
    'a bad key is answered with 400',
    'a 403 for the address, the referrer or the app concerns the caller, not the key',
    'a key for another API is valid',
    'a key that is restricted by referrers names itself alive to an allowed referer: set the option',
    'a 403 may mean a rate limit',
  ],
  sources: {
    models: {
      evidence: 'documented',
      title: 'Gemini API reference, models.list',
      url: 'https://ai.google.dev/api/models',
      seen: '2026-11-21',
    },
    reasons: {
      evidence: 'documented',
      title: 'Google APIs, google/api/error_reason.proto',
      url: 'https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto',
      seen: '2026-11-25',
    },
  },
})
