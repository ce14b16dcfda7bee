import { noCounts } from '../injectors/armed-fault.ts'
import { silenceSeconds } from '../safety/lease.ts'
import type { Controller } from './client.ts'

/** Stands in for a controller if no injection point is in front of the service: it sees no requests and knows no secrets. */
export const noController: Controller = {
  inject: async () => ({ id: '', silence: silenceSeconds }),
  renew: async () => true,
  remove: async () => undefined,
  claim: async () => null,
  release: async () => undefined,
  reset: async () => undefined,
  isLive: async () => false,
  leaksIn: async () => [],
  observe: async () => ({
    counts: noCounts,
    countsOfEach: [],
    intruder: null,
    wire: [],
    acceptedAfterRevocationMs: null,
    sawSignatureV4: false,
    planes: [],
    changeable: [],
  }),
}
