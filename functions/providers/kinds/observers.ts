import { documented, kind, shaped, type VendorKinds } from './documented-kind.ts'

/** Kinds of services that watch code and systems. */
export const kindsOfObservers: readonly VendorKinds[] = [
  {
    profiles: ['sentry'],
    source: documented(
      'Sentry, token and credential formats',
      'https://docs.sentry.io/security-legal-pii/security/token-formats/',
    ),
    kinds: [
      kind('sntryu_', 'a personal auth token of Sentry', 'sentry.token'),
      kind('sntrys_', 'an organization auth token of Sentry', 'sentry.token'),
      kind('sntryi_', 'a token of an internal integration of Sentry', 'sentry.token'),
      kind('sntrya_', 'an access token of a Sentry application', 'sentry.token'),
    ],
  },
  {
    profiles: ['grafana', 'grafana-cloud'],
    source: documented(
      'Grafana, the server’s own generator of tokens',
      'https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go',
    ),
    kinds: [kind('glsa_', 'a service account token of Grafana', 'grafana.token')],
  },
  {
    profiles: ['sonarqube'],
    source: documented(
      'SonarQube, the server’s own types of tokens',
      'https://github.com/SonarSource/sonarqube/blob/master/server/sonar-db-dao/src/main/java/org/sonar/db/user/TokenType.java',
    ),
    kinds: [
      shaped('squ_', '[0-9a-f]{40}', 'a user token of SonarQube', 'sonarqube.token'),
      shaped('sqa_', '[0-9a-f]{40}', 'a global analysis token of SonarQube', 'sonarqube.token'),
      shaped('sqp_', '[0-9a-f]{40}', 'a project analysis token of SonarQube', 'sonarqube.token'),
      shaped('sqb_', '[0-9a-f]{40}', 'a token for the badges of a SonarQube project'),
    ],
  },
]
