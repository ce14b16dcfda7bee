import {
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  type StackProps,
} from 'aws-cdk-lib'
import type { AccountSettings } from '../functions/core/model/account.ts'

/** Returns the synthesizer for a bootstrap that is not the CDK's own; nothing for the CDK's, which its context configures. */
export function synthesizerFor({ bootstrap }: AccountSettings): Pick<StackProps, 'synthesizer'> {
  const { qualifier, assetsBucket, executionRoleArn, credentials } = bootstrap
  const shared = {
    ...(qualifier === null ? {} : { qualifier }),
    ...(assetsBucket === null ? {} : { fileAssetsBucketName: assetsBucket }),
  }
  if (credentials === 'cli') return asProps(new CliCredentialsStackSynthesizer(shared))
  const role = executionRoleArn === null ? {} : { cloudFormationExecutionRole: executionRoleArn }
  const chosen = { ...shared, ...role }
  return Object.keys(chosen).length === 0 ? {} : asProps(new DefaultStackSynthesizer(chosen))
}

/** Bridges the CDK's own types: its classes say "string or undefined" where its interface says "string or absent". */
function asProps(given: DefaultStackSynthesizer | CliCredentialsStackSynthesizer): Pick<StackProps, 'synthesizer'> {
  return { synthesizer: given as IStackSynthesizer }
}
