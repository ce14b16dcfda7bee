/** Version of Tokenwatch that deployed, and that of this command. */
export type Releases = {
  readonly deployment: string
  /** `null` if the deployment does not say. */
  readonly release: string | null
  readonly own: string
}

/** Returns a sentence with both versions and the way out; `null` if they are the same. */
export function differenceOf(releases: Releases): string | null {
  return releases.release === releases.own ? null : `${versionsIn(releases)}: ${wayOut(releases)}`
}

/** Returns the sentence for a deployment whose directory another version wrote in a shape of its own. */
export function unreadableWords(releases: Releases, parameter: string): string {
  return `${versionsIn(releases)}, which cannot read the SSM parameter ${parameter}: ${wayOut(releases)}`
}

function versionsIn({ deployment, release, own }: Releases): string {
  return release === null
    ? `${deployment} does not say which version of Tokenwatch deployed it, and this command is ${own}`
    : `${deployment} was deployed by Tokenwatch ${release}, and this command is ${own}`
}

const wayOut = ({ release, own }: Releases): string =>
  release === null || release === own
    ? `deploy again with ${own}`
    : `npm install --save-dev tokenwatch@${release}, or deploy again with ${own}`
