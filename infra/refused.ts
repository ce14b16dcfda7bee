/** A request of the config that the stack cannot fulfil. The message names the way out. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
