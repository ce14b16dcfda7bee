import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { stringify } from 'yaml'
import { z } from 'zod'
import { experimentJsonSchema } from '../../chaos/experiment/json-schema.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { extensionName } from '../../chaos/experiment/schema.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { faults } from '../../chaos/faults/catalogue.ts'
import { payloadAltered } from '../../chaos/faults/payload-altered.ts'
import { secretStore } from '../../chaos/faults/secret-store.ts'
import { tokenMissing } from '../../chaos/faults/token-missing.ts'
import { validationSlow } from '../../chaos/faults/validation-slow.ts'
import { labOnly, refusalsOf } from '../../chaos/safety/permission.ts'

type Sample = ReturnType<typeof experimentFor>

/** A sound experiment with something changed. */
function changed(change: (file: Sample) => unknown, base: Sample = experimentFor(tokenMissing)): string {
  const file = structuredClone(base)
  return JSON.stringify(change(file) ?? file)
}

const ours = (file: Sample) => file.extensions[0] ?? assert.fail()
const sent = (file: Sample) => file.method[0]?.provider.arguments ?? assert.fail()

/** Bad experiments, and what is said of each. */
const bad: readonly (readonly [title: string, expected: RegExp, source: string])[] = [
  ['no YAML', /neither YAML nor JSON/, '{'],
  ['no title', /^title: /, changed(({ title: _, ...file }) => file)],
  ['no lease', /arguments\.lease: /, changed((file) => Reflect.deleteProperty(sent(file), 'lease') && file)],
  [
    'a lease beyond a quarter of an hour',
    /lease: a lease lasts at most 900 s/,
    changed((file) => void Object.assign(sent(file), { lease: '1h' })),
  ],
  [
    'a lease shorter than the fault',
    /lease: shorter than phases\.fault/,
    changed((file) => void Object.assign(sent(file), { lease: '2s' })),
  ],
  [
    'an unknown fault',
    /fault: unknown; expected one of token\.missing/,
    changed((file) => void Object.assign(sent(file), { fault: 'token.eaten' })),
  ],
  [
    'an unknown variant',
    /variant: unknown; token\.missing has absent/,
    changed((file) => void Object.assign(sent(file), { variant: 'odd' })),
  ],
  [
    'a point where the fault cannot go in',
    /at: token\.missing absent can be injected at proxy/,
    changed((file) => void Object.assign(sent(file), { at: 'secrets-endpoint' })),
  ],
  [
    'a setting that the fault has not',
    /params\.delayMs: token\.missing has no such setting/,
    changed((file) => void Object.assign(sent(file), { params: { delayMs: 5 } })),
  ],
  ['no injection', /method: no action injects a fault/, changed((file) => void Object.assign(file, { method: [] }))],
  [
    'no bounds',
    new RegExp(`extensions: missing ${extensionName}`),
    changed((file) => void Object.assign(file, { extensions: [] })),
  ],
  [
    'more than its own blast radius',
    /sample\.percent: more than/,
    changed((file) => void Object.assign(ours(file).safety.blastRadius, { maxPercent: 10 })),
  ],
  [
    'more load than its own blast radius',
    /load: more requests/,
    changed((file) => void Object.assign(ours(file).safety.blastRadius, { maxRps: 1 })),
  ],
  [
    'a larger budget in the order than its own blast radius',
    /maxInjected: more than/,
    changed((file) => void Object.assign(sent(file), { maxInjected: 5_001 })),
  ],
  [
    'a load that comes to no call under the fault',
    /load: makes no call/,
    changed((file) => void Object.assign(ours(file), { load: { perSecond: 0.2 } })),
  ],
  [
    'broken validation, and nobody who knocks',
    /target\.protectedUrl: missing/,
    changed(
      (file) =>
        void Object.assign(ours(file), {
          target: { kind: 'service', name: 'x', url: 'http://x.example', control: 'http://y.example' },
        }),
      experimentFor(validationSlow),
    ),
  ],
  [
    'a fault longer than its own limit',
    /phases\.fault: longer/,
    changed((file) => void Object.assign(ours(file).safety, { maxFaultTime: '1s' })),
  ],
  [
    'a literal secret',
    /secrets\.ctl\.token: expected \{type: env/,
    changed((file) => void Object.assign(file.secrets.ctl, { token: 'hunter2-hunter2' })),
  ],
  [
    'a target of no kind',
    /target\.kind/,
    changed((file) => void Object.assign(ours(file), { target: { kind: 'moon' } })),
  ],
]

describe('an experiment', () => {
  for (const [title, expected, source] of bad)
    it(`with ${title} is refused with the field and the way out`, () => {
      const parsed = parseExperiment(source)
      assert.ok(!parsed.ok)
      assert.ok(
        parsed.refusals.some((refusal) => expected.test(refusal)),
        parsed.refusals.join('\n'),
      )
      assert.ok(!parsed.refusals.join().includes('hunter2'))
    })

  it('tells all of its problems at once', () => {
    const source = changed(
      (file) => void [Object.assign(sent(file), { lease: 'soon' }), Object.assign(ours(file), { environment: '' })],
    )
    const parsed = parseExperiment(source)
    assert.ok(!parsed.ok && parsed.refusals.length === 2, JSON.stringify(parsed))
  })

  it('is ready for every fault in examples/chaos, as the catalogue writes it', async () => {
    const folder = new URL('../../examples/chaos/', import.meta.url)
    const names = (await readdir(folder)).filter((name) => name.startsWith('f')).toSorted()
    assert.equal(names.length, faults.length)
    for (const [index, definition] of faults.entries()) {
      const source = await readFile(new URL(names[index] ?? '', folder), 'utf8')
      assert.equal(source, stringify(experimentFor(definition), { lineWidth: 0 }), names[index])
      assert.ok(parseExperiment(source).ok, names[index])
    }
  })

  it('has the JSON Schema that is shipped with it', async () => {
    const shipped = await readFile(new URL('../../chaos/experiment/experiment.schema.json', import.meta.url), 'utf8')
    assert.deepEqual(JSON.parse(shipped), experimentJsonSchema())
    assert.ok(z.fromJSONSchema(JSON.parse(shipped)).safeParse(experimentFor(tokenMissing)).success)
  })
})

describe('permission to run', () => {
  const service = {
    kind: 'service',
    name: 'orders',
    url: 'https://orders.example',
    control: 'https://control.example',
    instances: 1,
    signing: 'none',
  }
  const inEnvironment = (environment: string, base = experimentFor(tokenMissing), rest: object = {}) => {
    const source = changed((file) => void Object.assign(ours(file), { environment, target: service, ...rest }), base)
    const parsed = parseExperiment(source)
    return parsed.ok ? parsed.experiment : assert.fail(parsed.refusals.join())
  }
  const deniedOnAws = experimentFor(secretStore)
  Object.assign(sent(deniedOnAws), { variant: 'denied', at: 'resource-policy' })
  const everywhere = { environments: ['staging', 'production'], accounts: [] }
  const approved = {
    safety: { ...ours(experimentFor(tokenMissing)).safety, approval: { production: true, ticket: 'CHG-1' } },
  }

  const cases: readonly (readonly [string, RegExp | null, ReturnType<typeof refusalsOf>])[] = [
    [
      'an environment that is on no list',
      /environment: not on the allow-list/,
      refusalsOf(inEnvironment('staging'), labOnly, { understandsProduction: false }),
    ],
    [
      'an environment that is listed',
      null,
      refusalsOf(inEnvironment('staging'), everywhere, { understandsProduction: false }),
    ],
    [
      'an account that is not listed',
      /account: not on/,
      refusalsOf(inEnvironment('staging', undefined, { account: '123456789012' }), everywhere, {
        understandsProduction: false,
      }),
    ],
    [
      'a change on AWS without the account',
      /account: missing; resource-policy/,
      refusalsOf(inEnvironment('staging', deniedOnAws), everywhere, {
        understandsProduction: false,
      }),
    ],
    [
      'production without a ticket',
      /safety\.approval/,
      refusalsOf(inEnvironment('production'), everywhere, { understandsProduction: true }),
    ],
    [
      'production without the word of the person',
      /--i-understand-production/,
      refusalsOf(inEnvironment('production', undefined, approved), everywhere, { understandsProduction: false }),
    ],
    [
      'production with three yeses',
      null,
      refusalsOf(inEnvironment('production', undefined, approved), everywhere, { understandsProduction: true }),
    ],
    [
      'an altered payload in production, whatever is said',
      /never runs in production/,
      refusalsOf(inEnvironment('production', experimentFor(payloadAltered), approved), everywhere, {
        understandsProduction: true,
      }),
    ],
    [
      'an API behind the proxy whose requests are signed',
      /AWS Signature 4/,
      refusalsOf(inEnvironment('staging', undefined, { target: { ...service, signing: 'aws-sigv4' } }), everywhere, {
        understandsProduction: false,
      }),
    ],
  ]
  for (const [title, expected, refusals] of cases)
    it(`${title}: ${expected === null ? 'may run' : 'refused'}`, () => {
      if (expected === null) assert.deepEqual(refusals, [])
      else
        assert.ok(
          refusals.some((refusal) => expected.test(refusal)),
          refusals.join('\n'),
        )
    })
})
