// Changelog of a release, in the form of Keep a Changelog.

/** Gives what stands under Unreleased a version and a day, and leaves an empty Unreleased above it. Throws if nothing stands there. */
export function released(text, version, day) {
  const heading = '## Unreleased\n'
  const at = text.indexOf(heading)
  const next = text.indexOf('\n## ', at + heading.length)
  const changes = at < 0 ? '' : text.slice(at + heading.length, next < 0 ? undefined : next).trim()
  if (changes === '') throw new Error('CHANGELOG.md: nothing under "## Unreleased", so there is nothing to release')
  if (text.includes(`## ${version} `)) throw new Error(`CHANGELOG.md: ${version} was released already`)
  return text.replace(heading, `${heading}\n## ${version} (${day})\n`)
}

/** Returns true for a version that npm takes, such as 0.2.0 or 1.0.0-rc.1. */
export const isVersion = (text) => /^\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?$/i.test(text)
