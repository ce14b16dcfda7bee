import { provider } from '../provider.ts'
import { apiServer, kubernetesFederation, kubernetesRefusals, kubernetesSources } from '../vendors/kubernetes.ts'

/** A token of a service account of Kubernetes, asked for one permission that its consumers need. The answer names no user. */
export const kubernetesAccess = provider({
  name: 'kubernetes-access',
  title: 'Kubernetes service account token, with one permission',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {
    host: apiServer,
    verb: {
      kind: 'name',
      pattern: '[a-z]{2,20}',
      example: 'create',
      says: 'the verb that the token has to be allowed',
    },
    resource: { kind: 'name', pattern: '[a-z]{2,63}', example: 'deployments', says: 'the resource, in the plural' },
    group: {
      kind: 'name',
      pattern: '[a-z0-9.-]{0,100}',
      example: 'apps',
      default: '',
      says: 'the API group, or none for the core',
    },
    namespace: {
      kind: 'name',
      pattern: '[a-z0-9-]{0,63}',
      example: 'production',
      default: '',
      says: 'the namespace, or none for all',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{host}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      headers: { 'content-type': 'application/json' },
      body: '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"{verb}","resource":"{resource}","group":"{group}","namespace":"{namespace}"}}}',
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'allowed',
      when: { status: 201, body: "kind == 'SelfSubjectAccessReview' && status.allowed == `true`" },
      means: 'alive',
      source: 'access',
    },
    {
      name: 'not-evaluated',
      when: {
        status: 201,
        body: "kind == 'SelfSubjectAccessReview' && status.allowed == `false` && status.denied != `true` && length(status.evaluationError || '') > `0`",
      },
      means: 'unrecognized',
      source: 'errors',
    },
    {
      name: 'not-allowed',
      when: { status: 201, body: "kind == 'SelfSubjectAccessReview' && status.allowed == `false`" },
      means: 'under_scoped',
      source: 'access',
    },
    ...kubernetesRefusals,
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/',
    steps:
      'If the permission is missing, bind a role that has it. If the token is dead, create another one for the service account with kubectl create token.',
  },
  federation: kubernetesFederation,
  traps: [
    'the answer that it may not is a 201 too',
    'a cluster that could not evaluate everything also says that it is not allowed',
  ],
  sources: {
    access: {
      evidence: 'documented',
      title: 'Kubernetes API, SelfSubjectAccessReview and the allowed of its status',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/definitions/self-subject-access-review-v1-authorization/',
      seen: '2026-11-30',
    },
    errors: {
      evidence: 'documented',
      title: 'Kubernetes API, SubjectAccessReviewStatus: evaluationError says that the check met an error',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/definitions/subject-access-review-v1-authorization/',
      seen: '2026-11-30',
    },
    ...kubernetesSources,
  },
})
