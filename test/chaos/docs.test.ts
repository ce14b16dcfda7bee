import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { defaultVariant, faults } from '../../chaos/faults/catalogue.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'

const page = readFileSync(new URL('../../docs/chaos.md', import.meta.url), 'utf8')
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

const says = (definition: FaultDefinition) => definition.variants[defaultVariant(definition)]?.monitor.says

describe('the pages about faults', () => {
  for (const definition of faults) {
    const { number, id, expected } = definition
    it(`describe ${number} as the catalogue does`, () => {
      const row = page.split('\n').find((line) => line.startsWith(`| ${number} | `)) ?? ''
      const [, fault, good, , monitor] = row.slice(2, -2).split(' | ')
      assert.deepEqual([fault, good, monitor], [`\`${id}\``, expected, `\`${says(definition)}\``])
    })

    it(`show ${number} in the README with the monitor's reason, a resilient client and one that is not`, () => {
      const row = readme.split('\n').find((line) => line.startsWith(`${number} `)) ?? ''
      const [, fault, monitor, naive, , , good] = row.split(/ {2,}/)
      assert.deepEqual([fault, monitor, good], [id, says(definition), 'resilient'])
      assert.match(naive ?? '', /^(insecure|deviated)/)
    })
  }
})
