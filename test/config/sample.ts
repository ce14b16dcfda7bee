/** A valid config in JSON; the tests of invalid ones change one thing at a time. */
export const wiki = {
  profile: 'http',
  id: 'wiki',
  environment: 'production',
  secret: { from: 'secrets-manager', id: 'production/wiki' },
  ping: { method: 'GET', url: 'https://wiki.acme.example/api/me' },
  assert: ["login == 'bot'"],
  impact: 'Docs stop',
}

export const client = {
  from: 'secrets-manager',
  id: 'production/client',
  fields: { clientId: 'id', clientSecret: 'key' },
}

export const introspection = {
  profile: 'oauth-introspection',
  id: 'partner',
  environment: 'production',
  secret: { from: 'secrets-manager', id: 'production/partner', fields: 'token' },
  introspectionUrl: 'https://id.acme.example/introspect',
  client,
  impact: 'Partners are locked out',
}

export const clientCredentialsSample = {
  profile: 'oauth-client-credentials',
  id: 'billing',
  environment: 'production',
  secret: { from: 'secrets-manager', id: 'production/billing', fields: { clientId: 'id', clientSecret: 'secret' } },
  tokenUrl: 'https://id.acme.example/token',
  impact: 'No invoices',
}

export const jwtSample = {
  profile: 'jwt',
  id: 'gateway',
  environment: 'production',
  secret: { from: 'environment', variable: 'GATEWAY_JWT' },
  jwks: 'https://id.acme.example/jwks',
  impact: 'The gateway refuses everybody',
}

export const declaredSample = {
  profile: 'declared',
  id: 'circleci',
  environment: 'production',
  expires: '2027-03-01',
  impact: 'No builds',
}

/** A config of these checks, with two environments and the given fields. */
export function configOf(checks: readonly unknown[], rest: object = {}): Record<string, unknown> {
  return { name: 'acme', environments: { staging: {}, production: {} }, ...rest, checks }
}
