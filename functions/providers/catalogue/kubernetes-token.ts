import { provider } from '../provider.ts'
import { apiServer, kubernetesFederation, kubernetesRefusals, kubernetesSources } from '../vendors/kubernetes.ts'

/** A token of a service account of Kubernetes. Every user who is known may ask who it is. */
export const kubernetesToken = provider({
  name: 'kubernetes-token',
  title: 'Kubernetes service account token',
  category: 'cloud and hosting',
  roles: { token: 'the token, a JWT or the value of a secret of the type service-account-token' },
  options: {
    host: apiServer,
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
    ...kubernetesRefusals,
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
  federation: kubernetesFederation,
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
    ...kubernetesSources,
  },
})
