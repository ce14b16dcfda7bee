import { provider } from '../provider.ts'

/** One of the two keys of an Azure OpenAI resource. Its host is that of the customer. */
export const azureOpenai = provider({
  name: 'azure-openai',
  title: 'Azure OpenAI key',
  category: 'AI',
  roles: { token: 'one of the two keys' },
  options: {
    host: { kind: 'host', says: 'the host of the resource: acme.openai.azure.com' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/openai/models?api-version=2024-10-21',
      headers: {},
      body: null,
    },
    send: [{ in: 'header', name: 'api-key', prefix: '', role: 'token' }],
  },
  version: { at: '2024-10-21', until: null, source: 'models' },
  rules: [
    { name: 'models', when: { status: 200, body: "type(data[0].id) == 'string'" }, means: 'alive', source: 'models' },
    {
      name: 'invalid-key',
      when: { status: 401, body: "contains(error.message || message, 'invalid subscription key')" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another resource',
        wayOut: 'correct `host`, or replace the key',
        kind: 'setting',
      },
      source: 'clients',
    },
    {
      name: 'firewall',
      when: { status: 403, body: "contains(error.message, 'Firewall') || contains(error.message, 'private endpoint')" },
      means: 'blocked_from_here',
      source: 'recalled',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'the other of the two keys stays valid', by: 'hand' },
  runbook: {
    console: 'https://portal.azure.com/',
    steps:
      'First compare the host with the resource of the key. Use the second key everywhere, then regenerate the first, and the other way round next time.',
  },
  federation: { offer: 'Microsoft Entra tokens of a managed identity or a workload identity', source: 'federation' },
  traps: [
    'the host is that of the resource, so another resource refuses a living key in the same words',
    'a resource behind a firewall refuses addresses, not keys',
  ],
  sources: {
    models: {
      evidence: 'documented',
      title: 'Azure OpenAI REST API, models: list; the older list of deployments was retired',
      url: 'https://learn.microsoft.com/en-us/rest/api/azureopenai/models/list',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title:
        'SciSharp/BotSharp, issue 386: Access denied due to invalid subscription key or wrong API endpoint, to a key of another service',
      url: 'https://github.com/SciSharp/BotSharp/issues/386',
      seen: '2026-12-01',
    },
    recalled: { evidence: 'recalled', title: 'how a refusal by network rules is said' },
    federation: {
      evidence: 'recalled',
      title: 'Azure OpenAI, authentication with Microsoft Entra ID',
      url: 'https://learn.microsoft.com/en-us/azure/ai-services/openai/how-to/managed-identity',
    },
  },
})
