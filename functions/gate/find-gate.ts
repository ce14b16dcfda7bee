import { LambdaClient } from '@aws-sdk/client-lambda'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../aws/clients.ts'
import { type GateCaller, gateClientOptions, openGateCaller } from '../aws/gate-caller.ts'
import { parameterNameOf, parseDirectory } from '../core/state/directory.ts'

/** Finds the probe function of a deployment in this account and Region, at each call: a deployment may have replaced it. */
export async function findGate(deployment: string): Promise<GateCaller> {
  const ssm = new SSMClient(clientOptions)
  const { Parameter: found } = await ssm.send(new GetParameterCommand({ Name: parameterNameOf(deployment) }))
  const directory = parseDirectory(found?.Value ?? '')
  if (directory === null) throw new Error('the SSM parameter was written by another version of Tokenwatch')
  return openGateCaller(new LambdaClient(gateClientOptions), directory)
}
