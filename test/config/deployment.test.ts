import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CheckInput, type Config, declared, email, get, http, inEach, pagerDuty, secret } from 'tokenwatch'
import { expandConfig } from '../../functions/config/expand.ts'
import { plainAccount } from '../../functions/core/model/account.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { bearerPlacement, expandedDeployment, wholeSecret, wikiInput } from './reading.ts'

describe('a config', () => {
  it('becomes a deployment with every default filled in', () => {
    const deployment = expandedDeployment({
      name: 'acme',
      environments: {
        production: { page: [pagerDuty(secret('pagerduty', 'key'))], watcher: [email('ops@acme.example')] },
      },
      checks: [http(wikiInput)],
    })
    assert.deepEqual(
      { ...deployment, hash: '' },
      {
        name: 'acme',
        hash: '',
        environments: [
          {
            name: 'production',
            page: [
              {
                kind: 'pagerduty',
                via: 'events',
                region: 'us',
                integrationKey: { secretId: 'pagerduty', field: 'key', keyArn: null },
              },
            ],
            notice: [],
            watcher: [{ kind: 'email', address: 'ops@acme.example' }],
            network: null,
          },
        ],
        owners: [],
        checks: [
          {
            key: 'production/wiki',
            id: 'wiki',
            environment: 'production',
            profile: 'http',
            provider: 'wiki.acme.example',
            question: {
              kind: 'request',
              ping: { method: 'GET', url: 'https://wiki.acme.example/api/me', headers: {}, body: null },
              send: [bearerPlacement],
            },
            secret: wholeSecret,
            needs: [],
            paths: { identity: null, environment: null, scopes: null, expires: null },
            answers: [],
            expect: {
              identity: null,
              environment: null,
              scopes: { require: [], forbid: [] },
              assert: ["login == 'bot'"],
              slowAfterMs: null,
            },
            expiry: { expires: null, issuedAt: null, maxAgeSeconds: null, secretField: null },
            everySeconds: 300,
            budget: { credential: null, host: null },
            warnSeconds: 2_592_000,
            criticalSeconds: 259_200,
            thresholds: { unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2, unprovedAfterSeconds: 1_800 },
            allowPrivate: [],
            impact: 'Docs stop',
            owner: null,
            routesTo: null,
            urgency: 'now',
            workingHours: null,
            paging: 'on',
            runbook: null,
            usedBy: [],
            tags: [],
            rotation: { by: 'manual' },
            consumers: [],
            overlapSeconds: null,
            shared: false,
            perCheckAlarm: false,
            gate: 'blocking',
            proof: 'asked',
            controls: true,
            issueUrl: null,
            sunset: null,
          },
        ],
        profiles: { http: profileOf('http') },
        account: plainAccount,
        grants: 'each',
        secretReads: 'together',
        logs: 'changes',
        retentionDays: 30,
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
      },
    )
    assert.match(deployment.hash, /^[0-9a-f]{16}$/)
  })

  it("prefers a check's own values to those of its environment, and those to the defaults", () => {
    const { checks } = expandedDeployment({
      name: 'acme',
      environments: { staging: { defaults: { every: '1h', owner: 'nobody' } }, production: {} },
      defaults: {
        every: '10m',
        owner: 'platform',
        warn: '14d',
        critical: '1d',
        runbook: 'https://wiki.example/#tokens',
      },
      checks: [
        ...inEach(['staging', 'production'], () => http(wikiInput)),
        http({ ...wikiInput, id: 'own', environment: 'staging', every: '30s' }),
      ],
    })
    assert.deepEqual(
      checks.map(({ key, everySeconds, owner, runbook }) => ({ key, everySeconds, owner, runbook })),
      [
        { key: 'staging/wiki', everySeconds: 3_600, owner: 'nobody', runbook: 'https://wiki.example/#tokens' },
        { key: 'production/wiki', everySeconds: 600, owner: 'platform', runbook: 'https://wiki.example/#tokens' },
        { key: 'staging/own', everySeconds: 30, owner: 'nobody', runbook: 'https://wiki.example/#tokens' },
      ],
    )
    assert.deepEqual(
      new Set(checks.map(({ warnSeconds, criticalSeconds }) => `${warnSeconds} ${criticalSeconds}`)),
      new Set(['1209600 86400']),
    )
  })

  it('may watch one secret with two checks', () => {
    const config = {
      name: 'acme',
      environments: { production: {} },
      checks: [http(wikiInput), http({ ...wikiInput, id: 'other' })],
    }
    assert.equal(expandedDeployment(config).checks.length, 2)
  })

  it('has the same hash whatever the order of its fields, and another hash after any change', () => {
    const hash = (check: CheckInput) => expandedDeployment({ name: 'a', environments: { p: {} }, checks: [check] }).hash
    const withHeaders = (headers: Record<string, string>) =>
      http({ ...wikiInput, ping: get('https://a.example/', { headers }) })
    assert.equal(hash(withHeaders({ a: '1', b: '2' })), hash(withHeaders({ b: '2', a: '1' })))
    assert.notEqual(hash(withHeaders({ a: '1', b: '2' })), hash(withHeaders({ a: '2', b: '1' })))
    assert.notEqual(hash(http({ ...wikiInput, impact: 'Docs stop.' })), hash(http(wikiInput)))
  })

  it('may send a notice and a page at the same time', () => {
    const { checks } = expandedDeployment({
      name: 'a',
      environments: { p: {} },
      defaults: { warn: '3d' },
      checks: [http(wikiInput)],
    })
    assert.equal(checks[0]?.warnSeconds, checks[0]?.criticalSeconds)
  })

  it('means the same as JSON', () => {
    const config: Config = {
      name: 'acme',
      environments: { production: { page: [email('ops@acme.example')] } },
      checks: [http(wikiInput), declared({ id: 'a', impact: 'x', expires: '2027-03-01' })],
    }
    assert.deepEqual(expandConfig(JSON.parse(JSON.stringify(config))), expandConfig(config))
  })
})
