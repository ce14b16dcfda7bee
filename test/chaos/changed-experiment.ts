import assert from 'node:assert/strict'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { tokenMissing } from '../../chaos/faults/token-missing.ts'

type Sample = ReturnType<typeof experimentFor>

/** Returns a valid experiment as JSON, with a change. */
export function changed(change: (file: Sample) => unknown, base: Sample = experimentFor(tokenMissing)): string {
  const file = structuredClone(base)
  return JSON.stringify(change(file) ?? file)
}

export const extensionOf = (file: Sample) => file.extensions[0] ?? assert.fail()
export const sent = (file: Sample) => file.method[0]?.provider.arguments ?? assert.fail()
