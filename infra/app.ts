import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { bundleAll } from '../functions/bundle.ts'
import { loadConfigFile } from '../functions/config/config-file.ts'
import { problemsForAws } from '../functions/config/deployable.ts'
import { formatProblem, type Problem } from '../functions/config/problems.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Lookup } from './network-survey.ts'
import { Refused } from './refused.ts'
import { TokenwatchStack } from './stack.ts'

/** Exit code for a fault in the usage or the configuration, as in the command line. */
const configurationFault = 3

const app = new App()
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
const context: unknown = app.node.tryGetContext('config')
const config = typeof context === 'string' ? context : 'tokenwatch.config.ts'
const loaded = await loadConfigFile(config)
const problems = loaded.ok ? await deploy(loaded.deployment) : loaded.problems
for (const problem of problems) process.stderr.write(`${formatProblem(config, problem)}\n`)
if (problems.length > 0) process.exit(configurationFault)

/** Synthesizes the stack of a deployment, or returns the problems that prevent it. */
async function deploy(deployment: Deployment): Promise<readonly Problem[]> {
  const problems = problemsForAws(deployment)
  if (problems.length > 0) return problems
  const bundles = `dist/${deployment.name}`
  await bundleAll(bundles, deployment)
  try {
    new TokenwatchStack(app, `tokenwatch-${deployment.name}`, { deployment, bundles, lookup: signedIn() })
    // The CDK would synthesize at the end of the process, where nobody could catch a refusal.
    app.synth()
    return []
  } catch (error) {
    if (error instanceof Refused) return [error.problem]
    throw error
  }
}

/** Returns the account and Region that the CDK found credentials for; null without credentials. */
function signedIn(): Lookup | null {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
  return account === undefined || region === undefined ? null : { account, region }
}
