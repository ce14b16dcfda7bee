import { provider } from '../provider.ts'

/** An access token of the JFrog Platform, which includes Artifactory. */
export const jfrog = provider({
  name: 'jfrog',
  title: 'JFrog Platform access token',
  category: 'source control and CI',
  roles: { token: 'the access token or reference token' },
  options: { host: { kind: 'host', says: 'the host of the platform: acme.jfrog.io, or your own' } },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/access/api/v1/tokens/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'token', when: { status: 200, body: "type(token_id) == 'string'" }, means: 'alive', source: 'docs' },
    { name: 'another-site', when: { status: 302 }, means: 'wrong_target', source: 'trufflehog' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'docs' },
    {
      name: 'forbidden',
      when: { status: 403, body: "errors[?code=='FORBIDDEN'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'docs',
    },
    { name: 'no-such-endpoint', when: { status: 404 }, means: 'wrong_target', source: 'docs' },
  ],
  paths: {
    identity: 'subject',
    environment: null,
    scopes: 'scope',
    expires: { at: 'expiry', format: 'epoch_seconds' },
  },
  scopes: { pattern: null, example: 'applied-permissions/user' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{host}/ui/admin/configuration/security/access_tokens',
    steps: 'Generate a token with the same scope, store it, and revoke the old one when nobody uses it any more.',
  },
  federation: { offer: 'OpenID Connect integrations, which give short-lived access tokens', source: 'federation' },
  traps: [
    'a wrong subdomain is answered with 200 and a page',
    'a redirect means a wrong address',
    'a 403 means a valid token',
    'a 404 means an old version or a wrong address',
    'the ping endpoint answers OK to anybody, so Tokenwatch does not use it',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'JFrog Platform, OpenID Connect integration',
      url: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/openid-connect-integration',
    },
    docs: {
      evidence: 'documented',
      title: 'JFrog REST APIs, get token by id',
      url: 'https://jfrog.com/help/r/jfrog-rest-apis/get-token-by-id',
      seen: '2026-11-26',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/artifactoryreferencetoken',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
  },
})
