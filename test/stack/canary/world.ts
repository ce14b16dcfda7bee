import type { Deployment } from '../../../functions/core/model/deployment.ts'
import type { RotationOutcome } from '../../../functions/core/state/log.ts'
import type { Stack } from '../../../local/stack.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { deploymentOf, eventually, type keepOpen, stackCadence, startWatching } from '../../support/stack.ts'
import { answerStories } from './answer-stories.ts'
import { bodyStories } from './body-stories.ts'
import { oauthStories } from './oauth-stories.ts'
import { rotationStories } from './rotation-stories.ts'
import { secretStories } from './secret-stories.ts'
import type { Tokens } from './tokens.ts'

const stories = [...rotationStories, ...answerStories, ...secretStories, ...oauthStories, ...bodyStories]

/**
 * Each cadence is a batch of its own. The probe retries an attempt only in the first half of its 10 s, which a batch of all stories
 * uses up on a busy machine.
 */
const cadences = [stackCadence, '10m', '15m', '30m']

/** Every story's server, and a stack that watches them all with these tokens. */
export type CanaryWorld = {
  readonly environment: string
  readonly deployment: Deployment
  readonly stack: Stack
  readonly letRotationsRun: () => void
}

/** Puts the mark into every name that Tokenwatch may print: the environment's, and through the hash the deployment's. */
export async function openWorld(
  mark: string,
  tokens: Tokens,
  opened: ReturnType<typeof keepOpen>,
): Promise<CanaryWorld> {
  const environment = `marked-${mark}`
  const secretOf = (name: string) => `${environment}/${name}`
  const checks = []
  for (const [index, { script, check }] of stories.entries()) {
    const server = opened(await startHostileServer(script(tokens)))
    const every = index < rotationStories.length ? stackCadence : cadences[index % cadences.length]
    checks.push({ ...check(server.url, secretOf), ...(every !== undefined && { every }) })
  }
  const deployment = { ...deploymentOf(checks, { environments: { [environment]: {} } }), hash: mark }
  const rotationsMayRun = Promise.withResolvers<void>()
  const stack = opened(
    await startWatching(deployment, textSecrets(tokens, secretOf), { rotationsMayRun: rotationsMayRun.promise }),
  )
  for (const [name, value] of secretsOf(tokens))
    if (typeof value !== 'string') stack.aws.secretsManager.putBinary(secretOf(name), value)
  return { environment, deployment, stack, letRotationsRun: rotationsMayRun.resolve }
}

const secretsOf = (tokens: Tokens) => stories.flatMap((story) => Object.entries(story.secrets(tokens)))

function textSecrets(tokens: Tokens, nameOf: (name: string) => string): Record<string, string> {
  const texts = secretsOf(tokens).flatMap(([name, value]) =>
    typeof value === 'string' ? [[nameOf(name), value] as const] : [],
  )
  return Object.fromEntries(texts)
}

/** Rotations that fail. */
const failing = rotationStories.length - 1

/** Judges everything twice, then rotates what is due: one rotation succeeds and two fail. */
export async function playThrough({ stack, letRotationsRun }: CanaryWorld): Promise<void> {
  for (const every of [...cadences, ...cadences]) await stack.tick(every)
  letRotationsRun()
  const ended = () => stack.aws.secretsManager.events.filter(({ name }) => /Succeeded|Failed/.test(name)).length
  await eventually(() => ended() >= rotationStories.length)
  // tick receives both events, and rotate reconciles the one whose record is open.
  const heard = (outcome: RotationOutcome) =>
    stack.logbook.events.filter((event) => event.event === 'rotation' && event.outcome === outcome).length
  await eventually(() => heard('given_up') >= failing && heard('reconciled') > 0)
  await Promise.all([stack.functions.tick.settled(), stack.functions.rotate.settled()])
}
