import type { Check } from './check.ts'

/** The people that a message goes to: those of an environment (`production`), or of an owner in it (`production:payments`). */
export type Route = string

/** Returns the route of the messages about a check. */
export function routeOf({ environment, routesTo }: Pick<Check, 'environment' | 'routesTo'>): Route {
  return routesTo === null ? environment : routeTo(environment, routesTo)
}

/** Returns the route to an owner in an environment. Neither name holds a colon. */
export const routeTo = (environment: string, owner: string): Route => `${environment}:${owner}`

/** Returns the environment of a route. */
export const environmentOfRoute = (route: Route): string => route.split(':', 1).join('')

/** Returns the owner that a route leads to; `null` where it leads to the environment. */
export const ownerOfRoute = (route: Route): string | null =>
  route.includes(':') ? route.slice(route.indexOf(':') + 1) : null
