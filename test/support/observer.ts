import { Credential } from '../../functions/core/model/credential.ts'
import { headerless, type Observation, type Observer, observe } from '../../functions/core/probe/observation.ts'
import { aCheck } from './check.ts'
import { nowSeconds } from './reading.ts'

/** A credential with the role `token` alone. */
export function aToken(value = 'marked-7f3a9c', versionId: string | null = 'version-1'): Credential {
  return new Credential({ token: value }, versionId)
}

/** A check's view of an answer; its paths are those of the check. */
export function anObserver(overrides: Partial<Observer> = {}): Observer {
  const { check = aCheck(), paths = check.paths } = overrides
  return {
    check,
    paths,
    expirySource: 'answer',
    implied: {},
    resets: null,
    credentials: [aToken()],
    nowSeconds,
    ...overrides,
  }
}

/** Observes JSON that came without headers. */
export function observeJson(json: unknown, observer: Observer): Observation {
  return observe(headerless(json), observer)
}
