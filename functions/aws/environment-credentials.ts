/**
 * Stands in for the SDK's credential chain in the bundles: a Lambda function's credentials are in its environment, and the
 * chain's other ways cost a third of a cold start. Wired by the bundler's `alias`.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  ...(process.env['AWS_SESSION_TOKEN'] === undefined ? {} : { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
})
