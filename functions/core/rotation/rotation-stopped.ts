/**
 * A step that did not do its work, so that Secrets Manager tries again or gives up. The message is made of our own words alone: it
 * ends in logs and in AWS's RotationFailed event.
 */
export class RotationStopped extends Error {
  override readonly name = 'RotationStopped'
}
