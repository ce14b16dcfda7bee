import { Arn, ArnFormat } from 'aws-cdk-lib'
import type { AccountSettings } from '../functions/core/model/account.ts'
import type { Lookup } from './network-survey.ts'
import { Refused } from './refused.ts'

/** Refuses topics of another account or Region: alarms publish at home only. Without credentials at synth, the account is not known. */
export function refuseForeignTopics({ topics }: AccountSettings, here: Lookup | null): void {
  if (here === null) return
  for (const [name, arn] of Object.entries(topics)) {
    if (arn === null) continue
    const { account = '', region = '' } = Arn.split(arn, ArnFormat.NO_RESOURCE_NAME)
    if (account === here.account && region === here.region) continue
    throw new Refused(
      `account.topics.${name}`,
      `${arn} is in account ${account} and ${region}, and this deployment in ${here.account} and ${here.region}, whose alarms could not reach it: name a topic there, or subscribe the other one to it`,
    )
  }
}
