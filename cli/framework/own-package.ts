import { fieldOf } from '../../functions/core/model/field-of.ts'
import { ownManifest } from '../../functions/own-version.ts'

/** Packages of the lab. A production install leaves them out; the two are needed together. */
const labPackages = ['dynalite', 'oidc-provider']

/** Returns the sentence for an error of a package that is not installed; `null` for any other error. */
export function missingPackage(command: string, error: unknown): string | null {
  if (fieldOf(error, 'code') !== 'ERR_MODULE_NOT_FOUND' || !(error instanceof Error)) return null
  const missing = /^Cannot find package '([\w@/.-]+)'/.exec(error.message)?.[1]
  if (missing === undefined) return null
  const wanted = labPackages.includes(missing) ? labPackages : [missing]
  const ranges = fieldOf(ownManifest(), 'peerDependencies')
  const specs = wanted.map((name) => `${name}${rangeOf(fieldOf(ranges, name))}`)
  const why = labPackages.includes(missing) ? 'the embedded lab, which is not installed' : missing
  return `tokenwatch ${command} needs ${why}: npm install --save-dev ${specs.join(' ')}`
}

const rangeOf = (range: unknown): string => (typeof range === 'string' ? `@${range}` : '')
