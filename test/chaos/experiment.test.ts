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
import { tokenMissing } from '../../chaos/faults/token-missing.ts'
import { validationSlow } from '../../chaos/faults/validation-slow.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

/** Invalid experiments with the expected message. */
const bad: readonly (readonly [title: string, expected: RegExp, source: string])[] = [
  ['no YAML', /neither YAML nor JSON/, '{'],
  ['no title', /^title: /, changed(({ title: _, ...file }) => file)],
  ['no lease', /arguments\.lease: /, changed((file) => Reflect.deleteProperty(sent(file), 'lease') && file)],
  [
    'a lease of more than 15 minutes',
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
    'a point where the fault cannot be injected',
    /at: token\.missing absent can be injected at proxy/,
    changed((file) => void Object.assign(sent(file), { at: 'secrets-endpoint' })),
  ],
  [
    'a setting that the fault does not have',
    /params\.delayMs: token\.missing has no such setting/,
    changed((file) => void Object.assign(sent(file), { params: { delayMs: 5 } })),
  ],
  ['no injection', /method: no action injects a fault/, changed((file) => void Object.assign(file, { method: [] }))],
  [
    'no extension of ours',
    new RegExp(`extensions: missing ${extensionName}`),
    changed((file) => void Object.assign(file, { extensions: [] })),
  ],
  [
    'a higher percentage than its blast radius',
    /sample\.percent: more than/,
    changed((file) => void Object.assign(extensionOf(file).safety.blastRadius, { maxPercent: 10 })),
  ],
  [
    'more load than its blast radius',
    /load: more requests/,
    changed((file) => void Object.assign(extensionOf(file).safety.blastRadius, { maxRps: 1 })),
  ],
  [
    'more injected requests than its blast radius',
    /maxInjected: more than/,
    changed((file) => void Object.assign(sent(file), { maxInjected: 5_001 })),
  ],
  [
    'a load that makes no call during the fault',
    /load: makes no call/,
    changed((file) => void Object.assign(extensionOf(file), { load: { perSecond: 0.2 } })),
  ],
  [
    'a recovery that is observed for less than its window',
    /phases\.observe: shorter than slo\.window/,
    changed(
      (file) => void Object.assign(extensionOf(file), { phases: { baseline: '2s', fault: '4s', observe: '500ms' } }),
    ),
  ],
  [
    'a recovery that may take longer than it is observed',
    /phases\.observe: shorter than the recovery that expect allows/,
    changed((file) => void Object.assign(extensionOf(file), { expect: [{ metric: 'time_to_recover', max: 30 }] })),
  ],
  [
    'a window in which no call falls',
    /slo\.window: too short/,
    changed((file) => void Object.assign(extensionOf(file), { slo: { successRatio: 0.9, window: '10ms' } })),
  ],
  [
    'more evidence than its load can give',
    /minEvidence: more than the calls/,
    changed((file) => void Object.assign(extensionOf(file), { minEvidence: 5_000 })),
  ],
  [
    'a lease that ends before the fault',
    /lease: shorter than phases\.fault/,
    changed((file) => void Object.assign(sent(file), { lease: '2s' })),
  ],
  [
    'broken validation, and no protected URL',
    /target\.protectedUrl: missing/,
    changed(
      (file) =>
        void Object.assign(extensionOf(file), {
          target: { kind: 'service', name: 'x', url: 'http://x.example', control: 'http://y.example' },
        }),
      experimentFor(validationSlow),
    ),
  ],
  [
    'a fault longer than its own limit',
    /phases\.fault: longer/,
    changed((file) => void Object.assign(extensionOf(file).safety, { maxFaultTime: '1s' })),
  ],
  [
    'a literal secret',
    /secrets\.ctl\.token: expected \{type: env/,
    changed((file) => void Object.assign(file.secrets.ctl, { token: 'hunter2-hunter2' })),
  ],
  [
    'a target of an unknown kind',
    /target\.kind/,
    changed((file) => void Object.assign(extensionOf(file), { target: { kind: 'moon' } })),
  ],
]

describe('an experiment', () => {
  for (const [title, expected, source] of bad)
    it(`with ${title} is refused with the field and the expected value`, () => {
      const parsed = parseExperiment(source)
      assert.ok(!parsed.ok)
      assert.ok(
        parsed.refusals.some((refusal) => expected.test(refusal)),
        parsed.refusals.join('\n'),
      )
      assert.ok(!parsed.refusals.join().includes('hunter2'))
    })

  it('is refused with all problems at once', () => {
    const source = changed(
      (file) =>
        void [Object.assign(sent(file), { lease: 'soon' }), Object.assign(extensionOf(file), { environment: '' })],
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
