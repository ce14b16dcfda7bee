import { provider } from '../provider.ts'

/** An API key of a Groq organization. */
export const groq = provider({
  name: 'groq',
  title: 'Groq API key',
  category: 'AI',
  roles: { token: 'the key, gsk_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.groq.com/openai/v1/models', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'models',
      when: { status: 200, body: "type(data[0].id) == 'string'" },
      means: 'alive',
      source: 'trufflehog',
    },
    {
      name: 'invalid-key',
      when: { status: 401, body: "error.code == 'invalid_api_key'" },
      means: 'rejected',
      source: 'clients',
    },
    {
      name: 'organization-restricted',
      when: {
        status: 400,
        body: "error.code == 'organization_restricted' || contains(error.message, 'rganization has been restricted')",
      },
      means: 'suspended',
      source: 'clients',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.groq.com/keys',
    steps:
      'Create a key, store it, and delete the old one when nobody uses it any more. If the organization is restricted, only the support of Groq can help.',
  },
  traps: ['a restricted organization is answered with 400, and its keys are not wrong'],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/groq',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title:
        'an application on Hugging Face, and others: 400 organization_restricted; clients test for invalid_api_key',
      url: 'https://huggingface.co/spaces/suhail1399/Load_Balancing_App/discussions/1',
      seen: '2026-11-30',
    },
  },
})
