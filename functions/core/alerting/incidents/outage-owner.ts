import type { Outage } from '../../state/conditions.ts'

/** No provider has a name with a space. */
const shadowPrefix = 'shadow '

/** Returns the id of an outage of checks in the shadow: it is only recorded. */
export const shadowOutageOf = (owner: string): string => `${shadowPrefix}${owner}`

/** Returns true for an outage that nobody is notified of. */
export const isShadowOutage = ({ id }: Pick<Outage, 'id'>): boolean => id.startsWith(shadowPrefix)

/** Returns the provider of an outage, or `secrets-manager`. */
export const ownerOfOutage = (outage: Pick<Outage, 'id'>): string =>
  isShadowOutage(outage) ? outage.id.slice(shadowPrefix.length) : outage.id
