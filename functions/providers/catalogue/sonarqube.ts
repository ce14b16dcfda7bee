import { provider } from '../provider.ts'

/** A token of SonarQube Server or SonarQube Cloud. SonarQube answers 200 to any token. */
export const sonarqube = provider({
  name: 'sonarqube',
  title: 'SonarQube token',
  category: 'source control and CI',
  roles: { token: 'the token, squ_..., sqa_... or sqp_...' },
  options: {
    host: { kind: 'host', default: 'sonarcloud.io', says: 'the host: sonarcloud.io, sonarqube.us, or your own server' },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/authentication/validate', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'valid', when: { status: 200, body: 'valid == `true`' }, means: 'alive', source: 'server' },
    { name: 'not-valid', when: { status: 200, body: 'valid == `false`' }, means: 'rejected', source: 'server' },
  ],
  paths: {
    identity: null,
    environment: null,
    scopes: null,
    expires: { at: { header: 'sonarqube-authentication-token-expiration' }, format: 'iso' },
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{host}/account/security',
    steps: 'Generate a token of the same type, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: [
    'an invalid token is answered with 200 and valid false',
    'the expiry is in a header of the server',
    'a server with anonymous access still refuses a broken token',
  ],
  sources: {
    server: {
      evidence: 'documented',
      title: 'SonarQube, api/authentication/validate as its published server answers it',
      url: 'https://github.com/SonarSource/sonarqube/blob/master/server/sonar-webserver-webapi/src/main/java/org/sonar/server/authentication/ws/ValidateAction.java',
      seen: '2026-11-26',
    },
  },
})
