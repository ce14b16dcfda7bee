import { shown } from '../../functions/config/secrecy.ts'
import type { Subject } from './recognition.ts'
import { wordsOf } from './words.ts'

const environments: ReadonlyMap<string, string> = new Map([
  ...['production', 'prod', 'prd', 'live'].map((word) => [word, 'production'] as const),
  ...['staging', 'stage', 'stg', 'preprod', 'uat'].map((word) => [word, 'staging'] as const),
  ...['development', 'dev', 'develop'].map((word) => [word, 'development'] as const),
  ...['test', 'testing', 'qa'].map((word) => [word, 'test'] as const),
  ...['sandbox', 'demo'].map((word) => [word, 'sandbox'] as const),
])

const environmentTag = /^(?:tokenwatch:)?(?:env|environment|stage|stack)$/i
const ownerTag = /^(?:tokenwatch:)?(?:owner|team|squad|service[-_]?owner|contact)$/i

/** Returns the environment of a secret by its tags, else by its name; null if neither says one. */
export function environmentOfSubject({ tags, name }: Pick<Subject, 'tags' | 'name'>): string | null {
  const tagged = [...tags].find(([tag]) => environmentTag.test(tag))?.[1]
  if (tagged !== undefined) {
    const word = tagged.toLowerCase()
    return environments.get(word) ?? (/^[a-z][a-z0-9-]{0,30}$/.test(word) && shown(word) !== undefined ? word : null)
  }
  return wordsOf(name).flatMap((word) => environments.get(word) ?? [])[0] ?? null
}

/** Returns the owner of a secret by its tags. */
export function ownerOfSubject({ tags }: Pick<Subject, 'tags'>): string | null {
  const owner = [...tags].find(([tag]) => ownerTag.test(tag))?.[1]
  return owner === undefined || owner === '' ? null : (shown(owner) ?? null)
}
