import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fieldOf } from './core/model/field-of.ts'

/** Reads the manifest of Tokenwatch: of the clone, or of the package. No function reads it: a bundle has none. */
export function ownManifest(): unknown {
  return JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('#package.json')), 'utf8'))
}

/** Returns the version of Tokenwatch that runs. */
export function ownVersion(): string {
  return String(fieldOf(ownManifest(), 'version'))
}
