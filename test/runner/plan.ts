/** Test files that share one process, by their paths from the root. */
export type Group = readonly string[]

/** The folders of `npm run test:fast`. Their files are so short that starting a process costs more than running them. */
export const fastFolders = ['aws', 'config', 'core', 'language', 'providers', 'rooms', 'runner', 'status-page']

/** The files and folders that take longest, longest first. They start first, so that none runs alone at the end. */
const longest = [
  'test/stack/',
  'test/package/',
  'test/chaos/',
  'test/infra/',
  'test/cli/',
  'test/action/',
  'test/local/',
]

/** A group is large enough that its start does not count and small enough that the processes end together. */
const filesPerGroup = 14

/** `before` and the like at the root of a file, where they would run around the tests of every file of the process. */
const rootHook = /^(?:before|after|beforeEach|afterEach)\(/m

/** Returns the processes to start, in the order to start them. `sourceOf` reads a test file. */
export function planGroups(files: readonly string[], sourceOf: (path: string) => string): readonly Group[] {
  const isShared = (path: string) => isShort(path) && !rootHook.test(sourceOf(path))
  const alone = files.filter((path) => !isShared(path)).toSorted((one, other) => rankOf(one) - rankOf(other))
  return [...alone.map((path): Group => [path]), ...dealtOut(files.filter(isShared))]
}

/** Deals the files to groups in turn: neighbours are often equally slow, and get different groups. */
function dealtOut(files: readonly string[]): readonly Group[] {
  const count = Math.ceil(files.length / filesPerGroup)
  return Array.from({ length: count }, (_, group) => files.filter((_, index) => index % count === group))
}

const isShort = (path: string) => fastFolders.some((folder) => path.startsWith(`test/${folder}/`))

function rankOf(path: string): number {
  const rank = longest.findIndex((prefix) => path.startsWith(prefix))
  return rank === -1 ? longest.length : rank
}
