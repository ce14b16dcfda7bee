import { App, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'

/** A function of somebody else that the topics of a proof page. It prints every event into its log. */
export type Listener = { readonly functionName: string; readonly functionArn: string; readonly logGroup: string }

/** Source of the function. */
export const listenerCode = 'exports.handler = async (event) => { console.log(JSON.stringify(event)) }'

/** Names the listener of a proof, in the account and Region of its queue. */
export function listenerOf(name: string, queueArn: string): Listener {
  const [, partition, , region, account] = queueArn.split(':')
  const functionName = `${name}-listener`
  return {
    functionName,
    functionArn: `arn:${partition}:lambda:${region}:${account}:function:${functionName}`,
    logGroup: `/aws/lambda/${functionName}`,
  }
}

/** Synthesizes the stack of a listener into a folder. It lets nobody in: the permission has to come with the stack of the proof. */
export function synthesizeListener({ functionName, logGroup }: Listener, outdir: string) {
  const app = new App({ outdir, context: {}, analyticsReporting: false })
  const stack = new Stack(app, functionName)
  new LambdaFunction(stack, 'Listener', {
    functionName,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(listenerCode),
    logGroup: new LogGroup(stack, 'Log', {
      logGroupName: logGroup,
      retention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  })
  return app.synth()
}
