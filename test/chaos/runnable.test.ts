import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { startController } from '../../chaos/controller/server.ts'
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
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

const service = {
  kind: 'service',
  name: 'orders',
  url: 'https://orders.example',
  control: 'https://control.example',
  protectedUrl: 'https://orders.example/me',
}

function planned(definition: FaultDefinition, variant: string, at?: string) {
  const base = experimentFor(definition)
  Object.assign(sent(base), { variant, at })
  const source = changed((file) => void Object.assign(extensionOf(file), { target: service }), base)
  return parseExperiment(source)
}

const all = faults.flatMap((definition: FaultDefinition) =>
  Object.keys(definition.variants).map((variant) => [definition, variant] as const),
)

describe('the table of faults, points and targets', () => {
  it('lets every variant of the catalogue run in the lab', () => {
    const refused = all.flatMap(([definition, variant]) => {
      const fault = choose(definition, variant)
      return unrunnable(fault, defaultPoint(fault, 'lab'), 'lab') ?? []
    })
    assert.deepEqual(refused, [])
  })

  it('has plan refuse exactly the variants that a controller refuses', async () => {
    const point = await startController({ injection: createInjection() })
    try {
      for (const [definition, variant] of all) {
        const fault = choose(definition, variant)
        const isOnAws = ['resource-policy', 'stage-move'].includes(defaultPoint(fault, 'service'))
        const parsed = planned(definition, variant)
        if (isOnAws) continue
        const order = { fault, leaseSeconds: 1, seed: 1, percent: 100, pathPrefix: '', maxInjected: 1 }
        const controller = connectController(point.url)
        const isInjected = await controller.inject(order).then(
          () => true,
          () => false,
        )
        await controller.reset()
        const needsToken = fault.variant.foreign !== undefined && fault.variant.borrows !== true
        assert.equal(parsed.ok, isInjected && !needsToken, `${definition.id} ${variant} ${JSON.stringify(parsed)}`)
      }
    } finally {
      await point.close()
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
      const parsed = planned(definition ?? assert.fail(id), variant, at)
      assert.ok(!parsed.ok)
      assert.match(parsed.refusals.join('\n'), reason)
    })

  it('lets every variant run against a service with the issuer of chaos serve, but for cut alerts', () => {
    const refused = (kind: TargetKind) =>
      all.flatMap(([definition, variant]) => {
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
