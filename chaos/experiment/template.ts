import { type ChosenFault, choose } from '../faults/catalogue.ts'
import type { FaultDefinition } from '../faults/fault.ts'
import { extensionName } from './schema.ts'

/** Writes a reference to `configuration` or `secrets` as Chaos Toolkit does. */
const reference = (name: string): string => `$\{${name}}`

/** More requests than any of these experiments injects. It is part of the order too, because Chaos Toolkit sends nothing else. */
const maxInjected = 5_000

/** Writes a ready experiment for a fault on the lab, as a plain object. `examples/chaos` holds one for each fault. */
export function experimentFor(definition: FaultDefinition, client = '../clients/single-flight-with-breaker.ts') {
  const fault = choose(definition)
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${reference('token')}` }
  const http = { type: 'http', method: 'POST', secrets: ['ctl'], headers }
  return {
    title: definition.title,
    description: `${definition.expected}.`,
    tags: ['token-chaos', definition.number],
    configuration: { controller: { type: 'env', key: 'TOKENWATCH_CHAOS_CONTROLLER' } },
    secrets: { ctl: { token: { type: 'env', key: 'TOKENWATCH_CHAOS_CONTROL_TOKEN' } } },
    'steady-state-hypothesis': {
      title: 'users are served',
      probes: [
        {
          type: 'probe',
          name: 'success-ratio',
          tolerance: 200,
          provider: {
            type: 'http',
            secrets: ['ctl'],
            headers: { Authorization: headers.Authorization },
            url: `${reference('controller')}/v1/check?metric=success_ratio&min=0.95&window=30s`,
          },
        },
      ],
    },
    method: [
      {
        type: 'action',
        name: 'inject',
        provider: { ...http, url: `${reference('controller')}/v1/faults`, arguments: argumentsOf(fault) },
        pauses: { after: 5 },
      },
    ],
    rollbacks: [{ type: 'action', name: 'reset', provider: { ...http, url: `${reference('controller')}/v1/reset` } }],
    runtime: { rollbacks: { strategy: 'always' } },
    extensions: [
      {
        name: extensionName,
        environment: 'lab',
        target: { kind: 'lab', client },
        load: { perSecond: 6, burst: 4 },
        phases: { baseline: '2s', fault: '4s', observe: '5s' },
        slo: { successRatio: 0.95, window: '1s' },
        safety: {
          maxFaultTime: '30s',
          blastRadius: { maxPercent: 100, maxTargets: 1, maxRps: 50, maxInjected },
          stopConditions: [
            { metric: 'accepted_mutants', above: 0 },
            { metric: 'leaked_secrets', above: 0 },
          ],
        },
      },
    ],
  }
}

function argumentsOf({ definition, variant, variantName, setting }: ChosenFault) {
  const names = Object.keys(definition.settings)
  const params = names.length === 0 ? {} : { params: Object.fromEntries(names.map((name) => [name, setting(name)])) }
  return {
    fault: definition.id,
    variant: variantName,
    at: variant.points[0],
    sample: { percent: 100, seed: 42 },
    ...params,
    maxInjected,
    lease: '15s',
  }
}
