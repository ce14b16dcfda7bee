import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { clientOptions, errorName } from '../../functions/aws/clients.ts'
import type { Refusals } from '../experiment/experiment.ts'

/** Compares the account that the experiment names with the account that STS reports for the credentials in use. */
export async function accountRefusals(declared: string): Promise<Refusals> {
  const client = new STSClient(clientOptions)
  try {
    const { Account: actual } = await client.send(new GetCallerIdentityCommand({}))
    return actual === declared ? [] : ['account: the credentials in use belong to another account']
  } catch (error) {
    return [`account: STS did not report the account of the credentials in use (${errorName(error)})`]
  } finally {
    client.destroy()
  }
}
