import { documented, kind, type VendorKinds } from './documented-kind.ts'

const ofUser = ['github.token', 'github-fine-grained.token']

/** Kinds of source control and CI. */
export const kindsOfCode: readonly VendorKinds[] = [
  {
    profiles: ['github', 'github-fine-grained', 'github-installation'],
    source: documented(
      'GitHub, about authentication: token formats',
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    ),
    kinds: [
      // The API takes each of them as a user's token, so none is malformed in a check of another one.
      kind('ghp_', 'a personal access token (classic) of GitHub', ...ofUser),
      kind('github_pat_', 'a fine-grained personal access token of GitHub', ...ofUser),
      kind('gho_', 'an OAuth access token of GitHub', ...ofUser),
      kind('ghu_', 'a user access token of a GitHub App', ...ofUser),
      kind('ghs_', 'an installation access token of a GitHub App', 'github-installation.token'),
      kind('ghr_', 'a refresh token of a GitHub App'),
    ],
  },
  {
    profiles: ['gitlab', 'gitlab-deploy-token'],
    source: documented('GitLab, token overview: token prefixes', 'https://docs.gitlab.com/security/tokens/'),
    kinds: [
      kind('glpat-', 'a personal, project or group access token of GitLab', 'gitlab.token'),
      kind('gloas-', 'the secret of an OAuth application of GitLab'),
      kind('gldt-', 'a deploy token of GitLab', 'gitlab-deploy-token.token'),
      kind('glrt-', 'a runner authentication token of GitLab'),
      kind('glrtr-', 'a runner authentication token of GitLab'),
      kind('glcbt-', 'a CI/CD job token of GitLab'),
      kind('glptt-', 'a trigger token of GitLab'),
      kind('glft-', 'a feed token of GitLab'),
      kind('glimt-', 'an incoming mail token of GitLab'),
      kind('glagent-', 'a token of a GitLab agent for Kubernetes'),
      kind('glwt-', 'a workspace token of GitLab'),
      kind('glsoat-', 'a SCIM token of GitLab'),
      kind('glffct-', 'a client token for the feature flags of GitLab'),
    ],
  },
  {
    profiles: ['circleci'],
    source: documented(
      'CircleCI changelog, new format for API access tokens',
      'https://circleci.com/changelog/new-format-for-api-access-tokens',
    ),
    kinds: [
      kind('CCIPAT_', 'a personal API token of CircleCI', 'circleci.token'),
      kind('CCIPRJ_', 'a project API token of CircleCI', 'circleci.token'),
    ],
  },
  {
    profiles: ['buildkite'],
    source: documented('Buildkite, token security', 'https://buildkite.com/docs/platform/security/tokens'),
    kinds: [
      kind('bkua_', 'an API access token of Buildkite', 'buildkite.token'),
      kind('bkaa_', 'an agent session token of Buildkite'),
      kind('bkaj_', 'an agent job token of Buildkite'),
      kind('bkar_', 'an unclustered agent token of Buildkite'),
    ],
  },
  {
    profiles: ['bitbucket', 'jira-cloud', 'jira-cloud-scoped', 'confluence-cloud'],
    source: documented(
      'Atlassian Community, the Bitbucket team on the prefixes of tokens',
      'https://community.atlassian.com/forums/Bitbucket-questions/Can-we-confirm-BitBucket-s-token-prefixes/qaq-p/3093481',
    ),
    kinds: [
      kind(
        'ATAT',
        'an API token of an Atlassian account',
        'bitbucket.token',
        'jira-cloud.token',
        'jira-cloud-scoped.token',
        'confluence-cloud.token',
      ),
      kind('ATBB', 'an app password of Bitbucket'),
      kind('ATCT', 'an access token of a workspace, project or repository of Bitbucket'),
    ],
  },
  {
    profiles: ['docker-hub'],
    source: documented(
      'Docker Hub API, create access token: the secret of the example',
      'https://docs.docker.com/reference/api/hub/latest/operations/AuthCreateAccessToken/',
    ),
    kinds: [kind('dckr_pat_', 'a personal access token of Docker', 'docker-hub.token')],
  },
]
