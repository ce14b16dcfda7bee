import { type NetworkOptions, openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Network, WireAnswer, WireFailure, WireRequest } from '../../functions/core/probe/network/network.ts'
import { type HostileServer, type Script, startHostileServer } from './hostile-server.ts'
import { aWireRequest } from './wire.ts'

/** Longer than any exchange on loopback takes: one that reaches it was stuck. */
const stuckMs = 10_000

/** A deadline for tests that are not about deadlines. */
export const noHurry = (): AbortSignal => AbortSignal.timeout(stuckMs)

/** A server with the given behaviour, a network of ours, and a request from one to the other. */
export type Encounter = {
  readonly server: HostileServer
  readonly network: Network
  ask(overrides?: Partial<WireRequest>, signal?: AbortSignal): Promise<WireAnswer | WireFailure>
}

/** Starts both, sends the request and closes both in any case. */
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

/** The part of an outcome that a test asserts: its code, and the phase in which it ended. */
export function summaryOf(outcome: WireAnswer | WireFailure): readonly (string | number)[] {
  return outcome.kind === 'answer' ? [outcome.status] : [outcome.reason, outcome.code, outcome.phase]
}
