/** The package's public entry: what a `tokenwatch.config.ts` imports as `'tokenwatch'`. */
import type { Config } from './config/schema.ts'

export {
  declared,
  http,
  inEach,
  jwt,
  oauthClientCredentials,
  oauthIntrospection,
  oauthRefreshToken,
} from './config/builders/checks.ts'
export {
  cloudTrail,
  ecs,
  health,
  kubernetes,
  lambdaFunction,
  lastAccessed,
  replica,
} from './config/builders/consumers.ts'
export * from './config/builders/providers.ts'
export {
  basic,
  bearer,
  cookie,
  form,
  get,
  head,
  header,
  json,
  login,
  post,
  query,
  raw,
} from './config/builders/requests.ts'
export { existing, managed, manual, ours } from './config/builders/rotations.ts'
export { fromEnv, fromFile, parameter, secret } from './config/builders/secrets.ts'
export { email, https, lambda, pagerDuty, slackChannel, sqs, teamsChannel } from './config/builders/subscribers.ts'
export type { CheckInput } from './config/profiles.ts'
export type { ConsumerInput } from './config/schema/consumer.ts'
export type { DefaultsInput } from './config/schema/environment.ts'
export type { LoginInput } from './config/schema/login.ts'
export type { MaintenanceInput } from './config/schema/maintenance.ts'
export type { OwnersInput } from './config/schema/owner.ts'
export type { PingInput, PlacementInput } from './config/schema/request.ts'
export type { RotationInput } from './config/schema/rotation.ts'
export type { SecretInput } from './config/schema/secret.ts'
export type { SubscriberInput } from './config/schema/subscriber.ts'
export type { WorkingHoursInput } from './config/schema/weekly-hours.ts'
export type { Config } from './config/schema.ts'

/** Gives the editor the types of a config. Loading the config validates it and reports all problems at once. */
export function defineConfig(config: Config): Config {
  return config
}
