import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectController } from '../../chaos/controller/client.ts'
import { startController } from '../../chaos/controller/server.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { defaultPoint, uncoveredPlanes, unrunnable } from '../../chaos/experiment/runnable.ts'
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
        const needsToken = fault.variant.foreign !== undefined && variant !== 'other_token'
        assert.equal(parsed.ok, isInjected && !needsToken, `${definition.id} ${variant} ${JSON.stringify(parsed)}`)
      }
    } finally {
      await point.close()
    }
  })

  const refused: readonly (readonly [string, string, string | undefined, RegExp])[] = [
    ['token.expired-under-load', 'short_lived', undefined, /only exists in the lab/],
    ['token.expired-under-load', 'expired_sent', undefined, /only the lab can mint: expired/],
    ['token.revoked-mid-transaction', 'revoked', undefined, /only exists in the lab/],
    ['scope.reduced', 'minted', undefined, /only exists in the lab/],
    ['audience.wrong', 'audience', undefined, /only the lab can mint: audience/],
    ['audience.wrong', 'environment', undefined, /only the lab can mint: environment/],
    ['secret.rotated-cache-stale', 'previous_served', undefined, /changes the state/],
    ['token.corrupted-in-transit', 'answer_cut', undefined, /changes the state/],
    ['token.corrupted-in-transit', 'answer_bad_gzip', undefined, /changes the state/],
    ['jwks.rotated', 'old_key_removed', undefined, /only exists in the lab/],
    ['alarm.path-cut', 'refused', undefined, /only exists in the lab/],
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

  it('names the flag that covers a plane', () => {
    const fault = chooseFault({ fault: 'storm', variant: 'unauthorized' })
    assert.deepEqual(uncoveredPlanes(fault, ['api', 'idp']), [])
    assert.match(uncoveredPlanes(fault, ['api']).join(), /plane idp; .* --idp$/)
  })
})
