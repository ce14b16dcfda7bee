import type { Controller } from './client.ts'

/** Where nobody stands before what a service uses: no request is seen, and no secret is known. */
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
