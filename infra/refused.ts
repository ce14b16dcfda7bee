/** What a config asks for and this stack cannot give. The message is for the one who wrote the config, with the way out. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
