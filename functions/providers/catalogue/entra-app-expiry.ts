import { provider } from '../provider.ts'
import { entraSources, entraTenant, entraTokenRules } from './entra-app.ts'

/**
 * The same secret, with its expiry. The application reads its own record from Graph. For that it needs Application.Read.All, or
 * Application.ReadWrite.OwnedBy and must be an owner of itself.
 */
export const entraAppExpiry = provider({
  name: 'entra-app-expiry',
  title: 'Microsoft Entra application secret, with its expiry from Graph',
  category: 'identity',
  roles: { clientId: 'the application (client) id', clientSecret: 'the value of the secret, not its id' },
  options: {
    tenant: entraTenant,
    objectId: {
      kind: 'name',
      pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      example: '22222222-3333-4444-8555-666666666666',
      says: 'the object id of the application, not its client id',
    },
    keyId: {
      kind: 'name',
      pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      example: '33333333-4444-4555-8666-777777777777',
      says: 'the id of the secret: several may be valid, each with its own expiry',
    },
  },
  question: {
    kind: 'client_credentials',
    tokenUrl: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
    scope: 'https://graph.microsoft.com/.default',
    audience: null,
    authentication: 'client_secret_post',
    ping: {
      method: 'GET',
      url: 'https://graph.microsoft.com/v1.0/applications/{objectId}?$select=appId,displayName,passwordCredentials',
      headers: {},
      body: null,
    },
  },
  requestSource: 'graph',
  rules: [
    {
      name: 'application',
      when: { status: 200, body: "type(passwordCredentials) == 'array' && type(displayName) == 'string'" },
      means: 'alive',
      source: 'graph',
    },
    {
      name: 'token-not-taken',
      when: { status: 401, body: "type(error) == 'object'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "error.code == 'Authorization_RequestDenied'" },
      means: 'ping_forbidden',
      source: 'graph',
    },
    {
      name: 'no-such-application',
      when: { status: 404, body: "type(error) == 'object'" },
      means: 'wrong_target',
      source: 'graph',
    },
  ],
  tokenRules: entraTokenRules,
  paths: {
    identity: 'displayName',
    environment: null,
    scopes: null,
    expires: { at: "passwordCredentials[?keyId=='{keyId}'].endDateTime | [0]", format: 'iso' },
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 300,
  settlesWithinSeconds: 300,
  rotation: { class: 'create_revoke', overlap: 'until the old one is removed', by: 'tokenwatch' },
  runbook: {
    console: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    steps:
      'Open the application, then Certificates & secrets. Add a secret, store its value, and put its id into the check. Then remove the old secret.',
  },
  federation: {
    offer: 'federated identity credentials of the application, for tokens of an OIDC provider',
    source: 'federation',
  },
  traps: [
    'each secret of an application has its own expiry',
    'a secret is valid even if its application cannot read itself',
  ],
  sources: {
    graph: {
      evidence: 'documented',
      title: 'Microsoft Graph, application and passwordCredential',
      url: 'https://learn.microsoft.com/en-us/graph/api/application-get',
      seen: '2026-11-21',
    },
    ...entraSources,
  },
})
