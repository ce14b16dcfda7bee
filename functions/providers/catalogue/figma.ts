import { provider } from '../provider.ts'

/** A personal access token of Figma. Figma never answers 401: the body of a 403 gives the reason. */
export const figma = provider({
  name: 'figma',
  title: 'Figma personal access token',
  category: 'business software',
  roles: { token: 'the token, figd_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.figma.com/v1/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'x-figma-token', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'docs' },
    {
      name: 'invalid-token',
      when: { status: 403, body: "err == 'Invalid token'" },
      means: 'rejected',
      source: 'trufflehog',
    },
    {
      name: 'expired-token',
      when: { status: 403, body: "err == 'Token expired'" },
      means: 'unrecognized',
      source: 'recalled',
    },
  ],
  paths: { identity: 'email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://www.figma.com/settings',
    steps:
      'Open Security and generate a token with the same scopes. Store it with its expiry date, and revoke the old one.',
  },
  traps: [
    'an invalid token and a missing scope are both answered with 403',
    'a token expires, but no answer names the date: declare it',
  ],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Figma REST API, personal access tokens and errors',
      url: 'https://developers.figma.com/docs/rest-api/personal-access-tokens/',
      seen: '2026-11-25',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/figmapersonalaccesstoken',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    recalled: { evidence: 'recalled', title: 'how an expired token is called' },
  },
})
