import { provider } from '../provider.ts'

/** A token of a service account of Kubernetes. Every user who is known may ask who it is. */
export const kubernetesToken = provider({
  name: 'kubernetes-token',
  title: 'Kubernetes service account token',
  category: 'cloud and hosting',
  roles: { token: 'the token, a JWT or the value of a secret of the type service-account-token' },
  options: {
    host: { kind: 'host', says: 'the host of the API server, with its port' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{host}/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { 'content-type': 'application/json' },
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'anonymous',
      when: { status: 201, body: "status.userInfo.username == 'system:anonymous'" },
      means: 'unrecognized',
      source: 'api',
    },
    {
      name: 'user',
      when: { status: 201, body: "type(status.userInfo.username) == 'string'" },
      means: 'alive',
      source: 'api',
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
  paths: { identity: 'status.userInfo.username', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/',
    steps:
      'Create a token for the service account with kubectl create token, or a new secret of its type. Store it with its expiry: declare it with expires, or let the jwt profile read it.',
  },
  federation: {
    offer: 'tokens of an OIDC provider that the API server trusts, and bound tokens that end by themselves',
    source: 'federation',
  },
  traps: [
    'an anonymous caller has a name too, so only another name proves the token',
    'the certificate of the API server is mostly of a private authority: name it with privateCa',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Kubernetes API, SelfSubjectReview',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/self-subject-review-v1/',
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
