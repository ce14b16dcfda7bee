import { lambdaHandler } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { answerLifecycle, parseLifecycleEvent } from './codedeploy.ts'
import { findGate } from './find-gate.ts'
import { readSettings } from './gate-settings.ts'
import { judge } from './judge.ts'

/** Thrown when a deployment is refused. CloudFormation shows its message to the person who deploys. */
class DeploymentRefused extends Error {
  override readonly name = 'DeploymentRefused'
}

/** Runs once for each deployment. It reports to CodeDeploy, or throws so that CloudFormation's trigger fails. */
export const handler = lambdaHandler('gate', async (event) => {
  const settings = readSettings(process.env)
  const { ruling, passes, lines } = await judge(settings, () => findGate(settings.deployment))
  logToStdout({ event: 'hook', ruling, passes, lines })
  const lifecycle = parseLifecycleEvent(event)
  if (lifecycle !== null) await answerLifecycle(lifecycle, passes)
  else if (!passes)
    throw new DeploymentRefused(`Tokenwatch ${settings.deployment}: ${lines.join('. ')}`.slice(0, 2_000))
  return { ruling, passes, lines }
})
