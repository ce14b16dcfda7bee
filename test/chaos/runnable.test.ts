import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import {
  defaultPoint,
  missingChanges,
  type TargetKind,
  uncoveredPlanes,
  unrunnable,
} from '../../chaos/experiment/runnable.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { choose, chooseFault, faults } from '../../chaos/faults/catalogue.ts'
import type { FaultDefinition, Point } from '../../chaos/faults/fault.ts'
import { issuerSettings } from '../../chaos/issuer/settings.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

const service = {
  kind: 'service',
  name: 'orders',
  url: 'https://orders.example',
  control: 'https://control.example',
  protectedUrl: 'https://orders.example/me',
}

type Plan = { readonly at?: string | undefined; readonly process?: object; readonly issuer?: object }

function planned(definition: FaultDefinition, variant: string, { at, issuer = {}, ...rest }: Plan) {
  const base = experimentFor(definition)
  Object.assign(sent(base), { variant, at })
  const target = { ...service, ...rest, ...issuer }
  const source = changed((file) => void Object.assign(extensionOf(file), { target }), base)
  return parseExperiment(source)
}

const allVariants = faults.flatMap((definition: FaultDefinition) =>
  Object.keys(definition.variants).map((variant) => [definition, variant] as const),
)

/** Points inside the service's own process. */
const inProcess: ReadonlySet<Point> = new Set(['preload', 'interceptor'])

/** Points that no controller serves. */
const elsewhere: ReadonlySet<Point> = new Set([...inProcess, 'resource-policy', 'stage-move'])

describe('the table of faults, points and targets', () => {
  it('lets every variant of the catalogue run in the lab', () => {
    const refused = allVariants.flatMap(([definition, variant]) => {
      const fault = choose(definition, variant)
      return unrunnable(fault, defaultPoint(fault, 'lab'), 'lab') ?? []
    })
    assert.deepEqual(refused, [])
  })

  const upstreams = { api: 'http://127.0.0.1:9', idp: 'http://127.0.0.1:9', validation: 'http://127.0.0.1:9' }
  const secret = { id: 'sandbox/orders', fields: { id: 'client_id', secret: 'client_secret' } }
  const settings = {
    clientId: 'acme-orders',
    scopes: ['invoices:read'],
    format: 'jwt',
    audience: 'https://api.example',
  }
  const kinds: readonly (readonly [TargetKind, object, object])[] = [
    ['service', {}, { upstreams }],
    ['issuer', { issuer: {} }, { settings }],
    ['issuer-and-secret', { issuer: { secret: true } }, { settings: { ...settings, secret } }],
  ]
  for (const [kind, issuer, given] of kinds)
    it(`has plan and a controller agree on every fault, at every point of the kind of target ${kind}`, async () => {
      const { settings: ofIssuer, upstreams: all } = { settings: null, upstreams: null, ...given }
      await using open = new AsyncDisposableStack()
      const points = open.adopt(
        await openPoints({
          upstreams: all ?? { ...upstreams, idp: null, validation: null },
          secrets: false,
          issuer: ofIssuer === null ? null : { settings: issuerSettings.parse(ofIssuer), clientSecret: 'of-this-test' },
          ports: {},
          control: 0,
          silence: 30,
          controlToken: null,
        }),
        (one) => one.close(),
      )
      const controller = connectController(points.addresses.find(({ name }) => name === 'controller')?.url ?? '')
      for (const [definition, variant] of allVariants) {
        const fault = choose(definition, variant)
        const order = { fault, leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 1 }
        const isInjected = await succeeded(controller.inject(order))
        await controller.reset()
        for (const at of fault.variant.points.filter((one) => !elsewhere.has(one))) {
          // Only an issuer of our own has the point that drives it.
          const isThere = at !== 'oauth-driver' || kind !== 'service'
          const parsed = planned(definition, variant, { at, issuer })
          const seen = `${definition.id} ${variant} at ${at}: ${JSON.stringify(parsed)}`
          assert.equal(parsed.ok, isInjected && isThere, seen)
        }
      }
    })

  it('has plan know what the process of a service can do, and on which origins', () => {
    const orders = 'orders.json'
    for (const [definition, variant] of allVariants) {
      const { planes, foreign, borrows, points } = choose(definition, variant).variant
      for (const at of points.filter((one) => inProcess.has(one)))
        for (const known of [[], ['api'], ['idp'], ['api', 'idp']] as const) {
          const origins = Object.fromEntries(known.map((plane) => [plane, ['https://a.example']]))
          const parsed = planned(definition, variant, { at, process: { file: orders, origins } })
          const isMintable = foreign === undefined || borrows === true
          const isOpen = planes.every((plane) => known.some((one) => one === plane))
          assert.equal(parsed.ok, isMintable && isOpen, `${definition.id} ${variant} at ${at}, ${known}`)
          if (isMintable && !isOpen) assert.match(JSON.stringify(parsed), /target\.process\.origins\.(api|idp)/)
        }
    }
  })

  const refused: readonly (readonly [string, string, string | undefined, RegExp])[] = [
    ['token.expired-under-load', 'short_lived', undefined, /changes the issuer .* --issuer", and set target\.issuer$/],
    ['token.revoked-mid-transaction', 'revoked', undefined, /changes the issuer/],
    ['scope.reduced', 'minted', undefined, /changes the issuer/],
    ['audience.wrong', 'audience', undefined, /only an issuer can mint \(audience\): .* --issuer"/],
    ['audience.wrong', 'environment', undefined, /only an issuer can mint \(environment\)/],
    ['secret.rotated-cache-stale', 'previous_served', undefined, /changes the secret .*issuer: \{secret: true\}$/],
    ['jwks.rotated', 'old_key_removed', undefined, /changes the issuer/],
    ['alarm.path-cut', 'refused', undefined, /changes the alerts .*: use the lab/],
    ['token.missing', 'absent', 'interceptor', /by the service's own process/],
    ['token.missing', 'absent', 'preload', /by the service's own process/],
  ]
  for (const [id, variant, at, reason] of refused)
    it(`has plan refuse ${id} ${variant}${at === undefined ? '' : ` at ${at}`}, with the reason`, () => {
      const definition = faults.find((one) => one.id === id)
      const parsed = planned(definition ?? assert.fail(id), variant, { at })
      assert.ok(!parsed.ok)
      assert.match(parsed.refusals.join('\n'), reason)
    })

  it('lets every variant run against a service with the issuer of chaos serve, but for cut alerts', () => {
    const refused = (kind: TargetKind) =>
      allVariants.flatMap(([definition, variant]) => {
        const fault = choose(definition, variant)
        return unrunnable(fault, defaultPoint(fault, kind), kind) === null ? [] : [`${definition.id} ${variant}`]
      })
    const withSecret = ['secret.rotated-cache-stale previous_served', 'alarm.path-cut refused']
    assert.deepEqual(refused('issuer'), withSecret)
    assert.deepEqual(refused('issuer-and-secret'), ['alarm.path-cut refused'])
  })

  it('has plan know by target.issuer what a run can change, and a run ask the controller', () => {
    const fault = chooseFault({ fault: 'token.expired-under-load', variant: 'short_lived' })
    assert.match(missingChanges(fault, []).join(), /^target\.issuer: the controller has no issuer; .* --issuer"/)
    assert.deepEqual(missingChanges(fault, ['issuer']), [])
    const base = experimentFor(fault.definition)
    const source = (issuer: object) =>
      changed((file) => void Object.assign(extensionOf(file), { target: { ...service, ...issuer } }), base)
    assert.equal(parseExperiment(source({})).ok, false)
    assert.equal(parseExperiment(source({ issuer: {} })).ok, true)
  })

  it('names the flag that covers a plane on which a change of state would prove itself', () => {
    const fault = chooseFault({ fault: 'token.revoked-mid-transaction', variant: 'revoked' })
    assert.match(uncoveredPlanes(fault, ['idp']).join(), /plane api; .* --api$/)
    assert.deepEqual(uncoveredPlanes(fault, ['api']), [])
  })

  it('names the flag that covers a plane', () => {
    const fault = chooseFault({ fault: 'storm', variant: 'unauthorized' })
    assert.deepEqual(uncoveredPlanes(fault, ['api', 'idp']), [])
    assert.match(uncoveredPlanes(fault, ['api']).join(), /plane idp; .* --idp$/)
  })
})
