/**
 * Stops a step, so that Secrets Manager tries again or gives up. The message holds our own words only: it ends in logs and in AWS's
 * RotationFailed event.
 */
export class RotationStopped extends Error {
  override readonly name = 'RotationStopped'
}
