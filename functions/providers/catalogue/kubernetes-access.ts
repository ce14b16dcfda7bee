import { provider } from '../provider.ts'

/** A token of a service account of Kubernetes, asked for one permission that its consumers need. The answer names no user. */
export const kubernetesAccess = provider({
  name: 'kubernetes-access',
  title: 'Kubernetes service account token, with one permission',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {
    host: { kind: 'host', says: 'the host of the API server, with its port' },
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
    {
      name: 'unauthorized',
      when: { status: 401, body: "kind == 'Status' && reason == 'Unauthorized'" },
      means: 'rejected',
      source: 'refused',
    },
    {
      name: 'forbidden',
      when: {
        status: 403,
        body: "kind == 'Status' && reason == 'Forbidden' && contains(message, 'is forbidden: User ') && !contains(message, 'system:anonymous')",
      },
      means: 'ping_forbidden',
      source: 'refused',
    },
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
  federation: {
    offer: 'tokens of an OIDC provider that the API server trusts, and bound tokens that end by themselves',
    source: 'federation',
  },
  traps: [
    'the answer that it may not is a 201 too',
    'a cluster that could not evaluate everything also says that it is not allowed',
  ],
  sources: {
    access: {
      evidence: 'observed',
      title: 'what clients of Kubernetes read of a SelfSubjectAccessReview: status.allowed',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/',
      seen: '2026-11-30',
    },
    errors: {
      evidence: 'documented',
      title: 'Kubernetes API, SubjectAccessReviewStatus: evaluationError says that the check met an error',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/',
      seen: '2026-11-30',
    },
    refused: {
      evidence: 'documented',
      title:
        'Kubernetes apimachinery, StatusReasonUnauthorized: 401 if the server considers the credentials insufficient',
      url: 'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Kubernetes, authenticating: structured authentication configuration',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/',
      seen: '2026-11-30',
    },
  },
})
