import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { clientOptions, errorName } from '../../functions/aws/clients.ts'
import type { Refusals } from '../experiment/experiment.ts'

/** What an experiment says of its account is a wish; whose credentials are in use is what STS says. */
export async function accountRefusals(declared: string): Promise<Refusals> {
  const client = new STSClient(clientOptions)
  try {
    const { Account: actual } = await client.send(new GetCallerIdentityCommand({}))
    return actual === declared ? [] : ['account: the credentials in use are of another account']
  } catch (error) {
    return [`account: STS does not say whose credentials are in use (${errorName(error)})`]
  } finally {
    client.destroy()
  }
}
