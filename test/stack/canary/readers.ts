import { openCommandHost } from '../../support/command-host.ts'
import type { Run } from '../../support/command-line.ts'
import { aFolder } from '../../support/command-line.ts'
import { enqueue, enqueuedBodies, eventually, queueNames } from '../../support/stack.ts'
import { withoutIncidentals } from './essence.ts'
import type { Tokens } from './tokens.ts'
import type { CanaryWorld } from './world.ts'

/** Commands that answer pipelines and people from what the functions have recorded. */
const commandLines: readonly (readonly string[])[] = [
  ['gate', '--evidence', 'recorded', '--report', 'json'],
  ['gate', '--evidence', 'recorded', '--report', 'junit'],
  ['gate', '--evidence', 'recorded', '--report', 'markdown'],
  ['status', '--json'],
  ['inventory', '--json'],
  ['incidents', '--all'],
]

/** Shares of a window, which ends at the question. */
const share = /"(\w+Ms|known|uptime)":[\d.e-]+/g

/** Returns the parts of a message, sorted: `tick` puts checks into another order each time. */
const partsOf = (body: string): string =>
  body
    .split(/[[\]{},]/)
    .toSorted()
    .join('\n')

/** Returns what the gate and the commands of operators say of a deployment, without incidental values. */
export async function answersAbout({ stack }: CanaryWorld): Promise<readonly string[]> {
  const folder = await aFolder()
  const host = openCommandHost()
  const env = { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme', NO_COLOR: '1' }
  try {
    const runs: Run[] = []
    for (const line of commandLines) runs.push(await host.run(line, { cwd: folder.path, env }))
    const said = runs.map(({ code, stdout, stderr }) => `${code}\n${stdout}\n${stderr}`.replace(share, '"$1":SHARE'))
    return withoutIncidentals(said.flatMap((text) => text.split('\n')))
  } finally {
    await host.close()
    await folder.close()
  }
}

/**
 * Sends messages that hold tokens to the probe. Returns what the log says of them, and each message that the functions have put on the
 * queue: a dead letter is one of these.
 */
export async function messagesAbout({ stack }: CanaryWorld, tokens: Tokens): Promise<readonly string[]> {
  const before = stack.output.length
  const token = tokens.opaque('in a message of somebody else')
  const check = tokens.opaque('as the name of a check')
  for (const body of [
    token,
    `{"${token}`,
    JSON.stringify([token]),
    JSON.stringify({ task: token }),
    JSON.stringify({ task: 'opening', check, versionId: token, reason: token, tick: 0, routes: [token] }),
  ])
    await enqueue(stack, body)
  await eventually(() => stack.aws.sqs.depth(queueNames.batches) === 0, 60_000)
  await stack.functions.probe.settled()
  const said = stack.output.slice(before).join('').split('\n')
  const dead = stack.aws.sqs.depth(queueNames.deadLetters)
  return withoutIncidentals([`${dead} dead letters`, ...said, ...enqueuedBodies(stack).map(partsOf)])
}
