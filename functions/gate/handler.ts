import { lambdaHandler } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { answerLifecycle, parseLifecycleEvent } from './codedeploy.ts'
import { findGate } from './find-gate.ts'
import { readSettings } from './gate-settings.ts'
import { judge } from './judge.ts'

/** A deployment is refused. Thrown to CloudFormation, which shows what it says to whoever deploys. */
class DeploymentRefused extends Error {
  override readonly name = 'DeploymentRefused'
}

/** Once per deployment: CodeDeploy is told how it went, CloudFormation's trigger fails by what is thrown, and reads what is returned. */
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
