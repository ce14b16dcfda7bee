import { type NetworkOptions, openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Network, WireAnswer, WireFailure, WireRequest } from '../../functions/core/probe/network/network.ts'
import { type HostileServer, type Script, startHostileServer } from './hostile-server.ts'
import { aWireRequest } from './wire.ts'

/** Longer than any exchange on loopback takes: what ends by it was stuck. */
const stuckMs = 10_000

/** A deadline that has nothing to do with what a test is about. */
export const noHurry = (): AbortSignal => AbortSignal.timeout(stuckMs)

/** A server that behaves as told, a network of ours, and the way from one to the other. */
export type Encounter = {
  readonly server: HostileServer
  readonly network: Network
  ask(overrides?: Partial<WireRequest>, signal?: AbortSignal): Promise<WireAnswer | WireFailure>
}

/** Starts both, lets them meet and closes both, whatever happened. */
export async function meeting(
  script: Script,
  meet: (encounter: Encounter) => Promise<void>,
  options: NetworkOptions & Parameters<typeof startHostileServer>[1] = {},
): Promise<void> {
  const server = await startHostileServer(script, options)
  const network = openNetwork(options)
  try {
    await meet({
      server,
      network,
      ask: (overrides = {}, signal = noHurry()) => network.exchange(aWireRequest(server.url, overrides), signal),
    })
  } finally {
    await network.close()
    await server.close()
  }
}

/** The part of an outcome that a test asserts: what it is called, and in which phase it ended. */
export function notified(outcome: WireAnswer | WireFailure): readonly (string | number)[] {
  return outcome.kind === 'answer' ? [outcome.status] : [outcome.reason, outcome.code, outcome.phase]
}
