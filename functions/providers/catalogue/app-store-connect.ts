import { provider } from '../provider.ts'

/** A team key of the App Store Connect API, proved by a JWT that it signs. */
export const appStoreConnect = provider({
  name: 'app-store-connect',
  title: 'App Store Connect API key',
  category: 'cloud and hosting',
  roles: { privateKey: 'the PEM file from Apple, AuthKey_....p8' },
  pem: true,
  options: {
    keyId: { kind: 'name', pattern: '[A-Z0-9]{8,12}', example: '2X9R4HXF34', says: 'the id of the key' },
    issuerId: {
      kind: 'name',
      pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      example: '57246542-96fe-1a63-e053-0824d011072a',
      says: 'the issuer id of the team',
    },
  },
  question: {
    kind: 'signed_jwt',
    algorithm: 'ES256',
    keyId: '{keyId}',
    issuer: { literal: '{issuerId}' },
    audience: 'appstoreconnect-v1',
    scope: null,
    lifetimeSeconds: 600,
    ping: { method: 'GET', url: 'https://api.appstoreconnect.apple.com/v1/apps?limit=1', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'apps',
      when: { status: 200, body: "type(data) == 'array' && type(links.self) == 'string'" },
      means: 'alive',
      source: 'clients',
    },
    {
      name: 'not-authorized',
      when: {
        status: 401,
        body: "length(errors[?code == 'NOT_AUTHORIZED' || title == 'NOT_AUTHORIZED' || title == 'Authentication credentials are missing or invalid.']) > `0`",
      },
      means: 'rejected',
      secondCause: {
        cause: 'the clock of the probe is wrong',
        wayOut: 'compare the clock, the key id and the issuer id, then look at the key',
        kind: 'changing',
        source: 'clock',
      },
      source: 'clients',
    },
    {
      name: 'role-too-small',
      when: {
        status: 403,
        body: "length(errors[?code == 'FORBIDDEN_ERROR' && contains(detail, 'The API key in use does not allow this request')]) > `0`",
      },
      means: 'ping_forbidden',
      source: 'roles',
    },
    {
      name: 'agreement-missing',
      when: { status: 403, body: "length(errors[?code == 'FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED']) > `0`" },
      means: 'suspended',
      source: 'agreements',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://appstoreconnect.apple.com/access/integrations/api',
    steps:
      'First compare the key id and the issuer id of the check, and the clock of the probe. Generate a key with the same role, store it, and revoke the old one. A missing agreement is accepted by the Account Holder, and no other key helps.',
  },
  traps: [
    'a JWT may live for twenty minutes, and is signed with ES256',
    'a wrong clock, key id or issuer id is refused like a revoked key',
    'a 403 speaks of a role or of an agreement, and never of a dead key',
  ],
  sources: {
    clock: {
      evidence: 'observed',
      title:
        'rorkai/App-Store-Connect-CLI, pull request 2083, and Cap-go/capgo.app, pull request 2840: 401 to a living key by a clock that is seconds ahead',
      url: 'https://github.com/rorkai/App-Store-Connect-CLI/pull/2083',
      seen: '2026-12-01',
    },
    clients: {
      evidence: 'observed',
      title:
        'what clients of App Store Connect test for: NOT_AUTHORIZED, Authentication credentials are missing or invalid',
      url: 'https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests',
      seen: '2026-11-30',
    },
    roles: {
      evidence: 'observed',
      title: 'fastlane/fastlane, issue 21544: 403 FORBIDDEN_ERROR, the API key in use does not allow this request',
      url: 'https://github.com/fastlane/fastlane/issues/21544',
      seen: '2026-11-30',
    },
    agreements: {
      evidence: 'observed',
      title:
        'fastlane/fastlane, issue 18193: 403 for agreements that are missing or expired, to every request of the team',
      url: 'https://github.com/fastlane/fastlane/issues/18193',
      seen: '2026-11-30',
    },
  },
})
