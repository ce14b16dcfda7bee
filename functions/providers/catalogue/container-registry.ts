import { rateWords } from '../../core/model/error-words.ts'
import { dockerHubLock } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** User and password, or token, of any container registry that speaks the distribution specification. */
export const containerRegistry = provider({
  name: 'container-registry',
  title: 'Container registry',
  category: 'source control and CI',
  roles: { user: 'the user', password: 'the password or token' },
  options: {
    host: { kind: 'host', says: 'the registry, such as ghcr.io' },
    tokenHost: {
      kind: 'host',
      default: 'none.invalid',
      says: 'the host that issues tokens, with its port, if it is not the registry itself: auth.docker.io',
    },
    repository: {
      kind: 'name',
      pattern: '[a-z0-9]+([._/-]+[a-z0-9]+)*',
      example: 'acme/app',
      default: '',
      says: 'a private repository that the credential may pull, if the registry issues tokens to anybody',
    },
    scheme: {
      kind: 'choice',
      of: { https: 'https', http: 'http' },
      default: 'https',
      says: 'http for a registry in a range of allowPrivate',
    },
  },
  question: {
    kind: 'registry',
    url: '{scheme}://{host}/v2/',
    tokenHost: '{tokenHost}',
    repository: '{repository}',
  },
  rules: [
    { name: 'too-many-requests', when: { errorWords: rateWords }, means: 'rate_limited', source: 'dockerHub' },
    {
      name: 'error-with-200',
      when: { status: 200, body: "type(errors) == 'array' && length(errors) > `0`" },
      means: 'unrecognized',
      source: 'oci',
    },
    // The code speaks of a permission. Some registries also refuse a wrong password with it.
    {
      name: 'denied',
      when: { status: 401, body: "errors[?code=='DENIED'] | length(@) > `0`" },
      means: 'unrecognized',
      source: 'oci',
    },
    {
      name: 'token',
      when: { status: 200, body: "type(token || access_token) == 'string'" },
      means: 'alive',
      source: 'spec',
    },
    {
      name: 'registry',
      when: { status: 200, header: { name: 'docker-distribution-api-version', includes: '' } },
      means: 'alive',
      source: 'spec',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'spec' },
    {
      name: 'unauthorized-page',
      when: { status: 401, html: true, challenge: { scheme: 'basic', parameter: 'realm' } },
      means: 'rejected',
      source: 'rfc7617',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'manual', overlap: 'depends on the registry', by: 'hand' },
  runbook: {
    console: 'https://{host}/',
    steps: 'Create a new token at the registry, store it, and revoke the old one.',
  },
  traps: [
    'the challenge of a registry does not decide where Tokenwatch sends the password',
    'a registry may issue a token to anybody, which does not prove the password',
  ],
  sources: {
    oci: {
      evidence: 'documented',
      title: 'OCI, distribution specification, error codes',
      url: 'https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes',
      seen: '2026-11-30',
    },
    dockerHub: dockerHubLock,
    rfc7617: {
      evidence: 'standard',
      title: 'RFC 7617, the Basic HTTP authentication scheme, section 2',
      url: 'https://www.rfc-editor.org/rfc/rfc7617#section-2',
      seen: '2026-11-30',
    },
    spec: {
      evidence: 'documented',
      title: 'Distribution, token authentication specification',
      url: 'https://distribution.github.io/distribution/spec/auth/token/',
      seen: '2026-11-21',
    },
  },
})
