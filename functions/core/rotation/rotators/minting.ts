import type { Credential } from '../../model/credential.ts'
import type { Send } from '../../probe/oauth/over-network.ts'
import type { Issued, Rotator } from '../rotator.ts'
import { isReachable } from './http.ts'

/**
 * Builds the calls of a grant that mints tokens from something that stays. A minted token has no id, is listed nowhere and ends by itself.
 * `url` is the endpoint that is asked.
 */
export function mintingRotator(
  url: string,
  send: Send,
  parts: Pick<Rotator, 'capabilities' | 'issue' | 'reread'> & Partial<Pick<Rotator, 'isAlive'>>,
): Rotator {
  return {
    needsOldId: false,
    identify: null,
    list: null,
    revoke: null,
    recover: null,
    isAlive: null,
    reachable: () => isReachable(new URL(url), send),
    ...parts,
  }
}

/** Returns what a grant minted, without an id. `expiresAt` is in epoch seconds. */
export function minted(credential: Credential, roles: readonly string[], expiresAt: number | null): Issued {
  return { kind: 'issued', roles, credential, id: null, expiresAt }
}

/** Converts a remaining life to an end in epoch seconds; `null` stays `null`. */
export function endAfter(expiresInSeconds: number | null, nowMs: number): number | null {
  return expiresInSeconds === null ? null : Math.floor(nowMs / 1_000) + expiresInSeconds
}
