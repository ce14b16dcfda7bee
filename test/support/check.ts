import { plainAccount } from '../../functions/core/model/account.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment, Environment } from '../../functions/core/model/deployment.ts'
import type { PrivateNetwork } from '../../functions/core/model/private-network.ts'
import type { PingRequest, Placement, Question } from '../../functions/core/model/question.ts'
import type { SecretReference } from '../../functions/core/model/secret-reference.ts'
import { profileOf } from '../../functions/providers/providers.ts'

/** A valid check of an HTTP API in production. A test names only the fields that it is about. */
export function aCheck(overrides: Partial<Check> = {}): Check {
  const { id = 'ci-bot', environment = 'production' } = overrides
  return {
    key: `${environment}/${id}`,
    id,
    environment,
    profile: 'http',
    provider: 'api.example',
    question: aRequest(),
    secret: aSecret(),
    paths: { identity: null, environment: null, scopes: null, expires: null },
    answers: [],
    expect: { identity: null, environment: null, scopes: { require: [], forbid: [] }, assert: [], slowAfterMs: null },
    expiry: { expires: null, issuedAt: null, maxAgeSeconds: null, secretField: null },
    everySeconds: 300,
    budget: { credential: null, host: null },
    warnSeconds: 30 * 86_400,
    criticalSeconds: 3 * 86_400,
    thresholds: { unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2, unprovedAfterSeconds: 1_800 },
    allowPrivate: [],
    impact: 'No build can be released.',
    owner: 'platform',
    routesTo: null,
    urgency: 'now',
    workingHours: null,
    paging: 'on',
    runbook: 'https://wiki.example/tokens',
    usedBy: ['release'],
    tags: [],
    rotation: { by: 'manual' },
    consumers: [],
    overlapSeconds: null,
    shared: false,
    perCheckAlarm: false,
    gate: 'blocking',
    proof: 'asked',
    needs: [],
    // Their turn comes with the time of day, which is no business of a test about something else.
    controls: false,
    issueUrl: null,
    sunset: null,
    ...overrides,
  }
}

/** Expectations of a token. A test names only the fields that it is about. */
export function expecting(parts: Partial<Check['expect']>): Check['expect'] {
  return { ...aCheck().expect, ...parts }
}

/** Paths in an answer. A test names only the fields that it is about. */
export function reading(parts: Partial<Check['paths']>): Check['paths'] {
  return { ...aCheck().paths, ...parts }
}

/** Declared expiry. A test names only the fields that it is about. */
export function declaring(parts: Partial<Check['expiry']>): Check['expiry'] {
  return { ...aCheck().expiry, ...parts }
}

/** A secret whose whole string is the token, unless fields are given. */
export function aSecret(
  fields: SecretReference['fields'] = { token: null },
  overrides: Partial<SecretReference> = {},
): SecretReference {
  return {
    source: { from: 'secrets-manager', id: 'production/ci' },
    fields,
    stage: 'AWSCURRENT',
    trimNewline: false,
    keyArn: null,
    ...overrides,
  }
}

export function aPing(url = 'https://api.example/me', overrides: Partial<PingRequest> = {}): PingRequest {
  return { method: 'GET', url, headers: {}, body: null, ...overrides }
}

export const bearerInHeader: Placement = { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }

/** One request with a bearer token. */
export function aRequest(
  url?: string,
  send: readonly Placement[] = [bearerInHeader],
): Extract<Question, { kind: 'request' }> {
  return { kind: 'request', ping: aPing(url), send }
}

/** An environment without subscribers. A test names only the fields that it is about. */
export function aDeployment(checks: readonly Check[], overrides: Partial<Deployment> = {}): Deployment {
  const names = [...new Set(checks.map((check) => check.environment))]
  return {
    name: 'acme',
    hash: '0123456789abcdef',
    environments: names.map((name) => anEnvironment({ name })),
    owners: [],
    checks,
    profiles: Object.fromEntries(checks.map(({ profile }) => [profile, profileOf(profile)])),
    account: plainAccount,
    grants: 'each',
    retentionDays: 30,
    secretReads: 'together',
    logs: 'changes',
    blocking: [],
    maintenance: [],
    perCheckMetrics: false,
    widget: false,
    removal: 'keep',
    adopt: null,
    privateCa: null,
    heartbeatUrl: null,
    pagerDutyHost: null,
    heartbeatHost: null,
    ...overrides,
  }
}

export function anEnvironment(overrides: Partial<Environment> = {}): Environment {
  return { name: 'production', page: [], notice: [], watcher: [], network: null, ...overrides }
}

/** A network whose subnets have a route through NAT. */
export function aNetwork(overrides: Partial<PrivateNetwork> = {}): PrivateNetwork {
  return {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0'],
    securityGroupIds: ['sg-0123456789abcdef0'],
    egress: 'nat',
    ...overrides,
  }
}
