import type { Provider, ProviderOption, Source, SourcedRule } from '../provider.ts'

/** The host of a cluster. */
export const apiServer = {
  kind: 'host',
  says: 'the host of the API server, with its port',
} as const satisfies ProviderOption

/** Refusals of an API server to whoever asks about themselves. */
export const kubernetesRefusals = [
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
] as const satisfies readonly SourcedRule[]

/** The offer of a cluster instead of a token that never ends. */
export const kubernetesFederation = {
  offer: 'tokens of an OIDC provider that the API server trusts, and bound tokens that end by themselves',
  source: 'federation',
} as const satisfies Provider['federation']

/** Sources of the refusals and of the federation. */
export const kubernetesSources = {
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
  },
} as const satisfies Readonly<Record<string, Source>>
