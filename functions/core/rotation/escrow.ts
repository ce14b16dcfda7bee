import type { CheckKey } from '../model/check.ts'

/**
 * Last place for a value that the provider has issued and Secrets Manager does not take: another service, encrypted under its own key.
 * Holds one value per version, until that version holds it.
 */
export type Escrow = {
  put(check: CheckKey, versionId: string, value: string): Promise<void>
  get(check: CheckKey, versionId: string): Promise<string | null>
  remove(check: CheckKey, versionId: string): Promise<void>
}
