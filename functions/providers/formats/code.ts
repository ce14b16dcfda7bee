import {
  commonForm,
  documentedForm,
  fromMemory,
  gitleaks,
  inTheWild,
  ownForm,
  trufflehog,
  type ValueFormat,
} from './value-format.ts'

const github = documentedForm(
  'GitHub, behind the new authentication token formats: prefixes and the checksum',
  'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/',
)
const gitlab = documentedForm('GitLab, token overview: token prefixes', 'https://docs.gitlab.com/security/tokens/')

const privateKey = '-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[\\s\\S]{60,8000}-----END ([A-Z]+ )?PRIVATE KEY-----\\s*'

/** Forms of source control and CI. */
export const formsOfCode: readonly ValueFormat[] = [
  ownForm('github.token', 'gh[pou]_[A-Za-z0-9]{36}', github, { checksum: 'github' }),
  ownForm('github-fine-grained.token', 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}', gitleaks),
  ownForm('github-installation.token', 'ghs_[A-Za-z0-9]{36}', github, { checksum: 'github' }),
  // The newer ones are much longer, and hold no checksum that anybody describes.
  ownForm('github-installation.token', 'ghs_[\\w.-]{100,1000}', github),
  commonForm('github-app.privateKey', privateKey, fromMemory),
  commonForm('app-store-connect.privateKey', privateKey, fromMemory),
  ownForm('gitlab.token', 'glpat-[\\w-]{20}', gitlab),
  ownForm('gitlab.token', 'glpat-[\\w-]{27,300}\\.[0-9a-z]{2}\\.?[0-9a-z]{7,9}', gitlab),
  ownForm('gitlab-deploy-token.token', 'gldt-[\\w-]{20,}(\\.[0-9a-z.]{9,12})?', gitlab),
  ownForm('bitbucket-access-token.token', 'ATCTT3[A-Za-z0-9_=-]{100,250}', trufflehog),
  commonForm('bitbucket.token', 'ATATT3[A-Za-z0-9_=-]{50,250}', gitleaks),
  commonForm('jira-cloud.token', 'ATATT3[A-Za-z0-9_=-]{50,250}', gitleaks),
  commonForm('jira-cloud.token', '[A-Za-z0-9]{24}', gitleaks),
  commonForm('jira-cloud-scoped.token', 'ATATT3[A-Za-z0-9_=-]{50,250}', gitleaks),
  commonForm('confluence-cloud.token', 'ATATT3[A-Za-z0-9_=-]{50,250}', gitleaks),
  commonForm('confluence-cloud.token', '[A-Za-z0-9]{24}', gitleaks),
  commonForm('jira-data-center.token', '[A-Za-z0-9+/]{44}', fromMemory),
  commonForm('confluence-data-center.token', '[A-Za-z0-9+/]{44}', fromMemory),
  commonForm('azure-devops.token', '[a-z0-9]{52}|[A-Za-z0-9]{84}', fromMemory),
  ownForm('buildkite.token', 'bkua_[a-z0-9]{40}', inTheWild),
  ownForm('circleci.token', 'CCIPAT_[A-Za-z0-9]{22}_[A-Fa-f0-9]{40}', inTheWild),
  ownForm('circleci.token', 'CCIPRJ_[A-Za-z0-9]{22}_[A-Fa-f0-9]{40}', inTheWild, { sets: { kind: 'project' } }),
  commonForm('circleci.token', '[a-f0-9]{40}', fromMemory),
  ownForm('docker-hub.token', 'dckr_pat_[\\w-]{27,32}', inTheWild),
  ownForm('docker-hub.token', 'dckr_oat_[\\w-]{27,36}', inTheWild),
  commonForm('container-registry.password', '\\S{8,200}', fromMemory),
  commonForm('jfrog.token', 'cmVmd[A-Za-z0-9]{59}', gitleaks),
  commonForm('jfrog.token', 'eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+', fromMemory),
  ownForm(
    'sonarqube.token',
    'sq[uap]_[0-9a-f]{40}',
    documentedForm(
      'SonarQube, the server’s own types of tokens',
      'https://github.com/SonarSource/sonarqube/blob/master/server/sonar-db-dao/src/main/java/org/sonar/db/user/TokenType.java',
    ),
  ),
  commonForm('snyk.token', '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', gitleaks),
  ownForm('hcp-terraform.token', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,70}', gitleaks),
  ownForm('pulumi.token', 'pul-[a-f0-9]{40}', gitleaks),
  ownForm('doppler.token', 'dp\\.(pt|ct|st|sa|scim|audit)\\.([\\w-]{2,35}\\.)?[A-Za-z0-9]{40,44}', trufflehog),
  commonForm('infisical.token', '[a-f0-9]{64}', fromMemory),
  ownForm('linear.token', 'lin_api_[A-Za-z0-9]{40}', gitleaks),
  ownForm('figma.token', 'figd_[\\w-]{38,60}', inTheWild),
  commonForm('clickup.token', 'pk_[0-9]{4,12}_[A-Z0-9]{32}', trufflehog),
  commonForm('asana.token', '[0-9]/[0-9]{10,20}(/[0-9]{10,20})?[:/][A-Za-z0-9]{32}', trufflehog),
  commonForm('trello.token', 'ATTA[a-fA-F0-9]{60,72}|[0-9a-f]{64}', fromMemory),
  ownForm('airtable.token', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}', inTheWild),
]
