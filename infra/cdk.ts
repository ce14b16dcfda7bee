/** The package's entry `'tokenwatch/cdk'`: a monitor and gates for other CDK apps. */
export { CodeDeployGate, DeploymentGate, type DeploymentGateProps, type GateProps } from './deployment-gate.ts'
export { type MonitorFunctions, Tokenwatch, type TokenwatchProps } from './tokenwatch.ts'
