import { provider } from '../provider.ts'

/** The key of a Google Cloud service account. Tokenwatch exchanges a signed assertion for an access token, and discards that token. */
export const googleServiceAccount = provider({
  name: 'google-service-account',
  title: 'Google service account key',
  category: 'identity',
  roles: { clientEmail: 'client_email of the key file', privateKey: 'private_key of the key file' },
  pem: true,
  options: {
    scope: {
      kind: 'name',
      pattern: 'https://www\\.googleapis\\.com/auth/[a-z0-9._-]+',
      example: 'https://www.googleapis.com/auth/devstorage.read_only',
      default: 'https://www.googleapis.com/auth/cloud-platform',
      says: 'the scope of the token that Tokenwatch requests',
    },
  },
  question: {
    kind: 'signed_jwt',
    issuer: { role: 'clientEmail' },
    audience: 'https://oauth2.googleapis.com/token',
    scope: '{scope}',
    lifetimeSeconds: 600,
    ping: {
      method: 'POST',
      url: 'https://oauth2.googleapis.com/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer',
    },
    send: [{ in: 'form', name: 'assertion', role: 'token' }],
  },
  requestSource: 'clients',
  rules: [
    { name: 'token', when: { status: 200, body: "type(access_token) == 'string'" }, means: 'alive', source: 'rfc7523' },
    {
      name: 'clock',
      when: { status: 400, body: "error == 'invalid_grant' && contains(error_description, 'short-lived')" },
      means: 'unrecognized',
      source: 'clients',
    },
    {
      name: 'signature',
      when: { status: 400, body: "error == 'invalid_grant' && contains(error_description, 'Signature')" },
      means: 'rejected',
      source: 'clients',
    },
    {
      name: 'account-gone',
      when: { status: 400, body: "error == 'invalid_grant' && contains(error_description, 'account not found')" },
      means: 'revoked',
      source: 'trufflehog',
    },
    {
      name: 'account-disabled',
      when: { status: 401, body: "error == 'disabled_client'" },
      means: 'suspended',
      source: 'clients',
    },
    {
      name: 'scope',
      when: { status: [400, 401], body: "error == 'invalid_scope'" },
      means: 'check_invalid',
      source: 'clients',
    },
    {
      name: 'not-allowed',
      when: { status: [400, 403], body: "error == 'unauthorized_client' || error == 'access_denied'" },
      means: 'unrecognized',
      source: 'clients',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old key is deleted; a service account has at most ten keys',
    by: 'hand',
  },
  runbook: {
    console: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    steps: 'Add a key to the service account, and store it. Delete the old one when nobody signs with it any more.',
  },
  federation: {
    offer: 'Workload Identity Federation for tokens of AWS, Azure and OIDC providers',
    source: 'federation',
  },
  traps: ['a wrong clock is answered with invalid_grant, like an invalid key'],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Google Cloud, Workload Identity Federation',
      url: 'https://cloud.google.com/iam/docs/workload-identity-federation',
    },
    rfc7523: {
      evidence: 'standard',
      title: 'RFC 7523, JWT profile for OAuth 2.0 authorization grants, section 2.1',
      url: 'https://www.rfc-editor.org/rfc/rfc7523#section-2.1',
      seen: '2026-11-21',
    },
    clients: {
      evidence: 'observed',
      title: "what clients of Google's token endpoint test for, after its table of JWT error codes",
      url: 'https://developers.google.com/identity/protocols/oauth2/service-account#error-codes',
      seen: '2026-11-25',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/gcp',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
  },
})
