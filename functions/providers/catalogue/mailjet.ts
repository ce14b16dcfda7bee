import { provider } from '../provider.ts'

/** The secret key that belongs to an API key of Mailjet. */
export const mailjet = provider({
  name: 'mailjet',
  title: 'Mailjet secret key',
  category: 'messaging and mail',
  roles: { token: 'the secret key' },
  options: {
    apiKey: {
      kind: 'name',
      pattern: '[0-9a-f]{32}',
      example: '0123456789abcdef0123456789abcdef',
      says: 'the API key that belongs to the secret',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.mailjet.com/v3/REST/message?Limit=1', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{apiKey}' }, passwordRole: 'token' }],
  },
  rules: [
    {
      name: 'messages',
      when: { status: 200, body: "type(Data) == 'array' && type(Count) == 'number' && type(Total) == 'number'" },
      means: 'alive',
      source: 'trufflehog',
    },
    {
      name: 'key-refused',
      when: { status: 401, body: "contains(ErrorMessage, 'API key authentication/authorization failure')" },
      means: 'rejected',
      source: 'clients',
    },
    {
      name: 'account-blocked',
      when: { status: 401, body: "ErrorCode == 'mj-0001' && contains(ErrorMessage, 'blocked')" },
      means: 'suspended',
      source: 'blocked',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  failuresCount: true,
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.mailjet.com/account/apikeys',
    steps: 'Generate another secret key, or another API key with its secret. Store it, and deactivate the old one.',
  },
  traps: [
    'Mailjet says of a dead key that it may also be unauthorized',
    'a 401 with mj-0001 is about the account, and another key does not help',
    'a failed login blocks the address for an hour, so no broken secret is sent',
  ],
  trapSources: ['lockout'],
  sources: {
    blocked: {
      evidence: 'observed',
      title: 'ThetaTau/CMT, issue 903: 401 with mj-0001 and the words that the account is blocked',
      url: 'https://github.com/ThetaTau/CMT/issues/903',
      seen: '2026-11-30',
    },
    lockout: {
      evidence: 'observed',
      title:
        'mailjet/mailjet-apiv3-php, issue 169: the support says that a failed login blocks the address for an hour',
      url: 'https://github.com/mailjet/mailjet-apiv3-php/issues/169',
      seen: '2026-11-30',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/mailjetbasicauth',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title: 'what clients of Mailjet test for: API key authentication/authorization failure',
      url: 'https://github.com/mailjet/mailjet-apiv3-go',
      seen: '2026-11-30',
    },
  },
})
