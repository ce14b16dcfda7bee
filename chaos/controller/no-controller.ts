import type { Controller } from './client.ts'

/** Stands in for a controller if no injection point is in front of the service: it sees no requests and knows no secrets. */
export const noController: Controller = {
  inject: async () => '',
  renew: async () => true,
  remove: async () => undefined,
  reset: async () => undefined,
  isLive: async () => false,
  leaksIn: async () => [],
  observe: async () => ({
    counts: { eligible: 0, injected: 0, acceptedMutants: 0, firstInjectedMs: null, lastInjectedMs: null },
    wire: [],
    acceptedAfterRevocationMs: null,
    sawSignatureV4: false,
    planes: [],
  }),
}
