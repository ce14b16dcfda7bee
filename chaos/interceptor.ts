/** `tokenwatch/chaos`: token faults inside your own process, to test your own client. */
export { chooseFault, type FaultChoice, faults } from './faults/catalogue.ts'
export type { Arming } from './injectors/armed-fault.ts'
export { createInjection, type Injection } from './injectors/injection.ts'
export { type TokenChaosOptions, tokenChaos } from './injectors/interceptor.ts'
export { followOrders } from './preload/follow.ts'
export { grantLease, type Lease } from './safety/lease.ts'
