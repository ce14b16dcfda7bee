/**
 * Replaces the SDK's credential chain in the bundles, by esbuild's `alias`. A Lambda function has its credentials in its environment,
 * and the other sources of the chain cost a third of a cold start.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  ...(process.env['AWS_SESSION_TOKEN'] === undefined ? {} : { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
})
