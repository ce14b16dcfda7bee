/** Test files that share one process, by their paths from the root. */
export type Group = readonly string[]

/** The folders of `npm run test:fast`. Their files are so short that starting a process costs more than running them. */
export const fastFolders = ['aws', 'config', 'core', 'language', 'providers', 'rooms', 'status-page']

/**
 * Files of a folder that share a process, longest folder first: its processes start first, so that none runs alone at the end. That
 * counts waits: a file of an experiment works for three seconds of thirty. A process costs half a second to load the lab or the CDK, and
 * the files in it run one after the other.
 */
const sharing: readonly (readonly [folder: string, files: number])[] = [
  ['test/package/', 1],
  ['test/rotation/', 2],
  ['test/infra/walk/', 2],
  ['test/stack/', 6],
  ['test/chaos/', 8],
  ['test/cli/', 6],
  ['test/infra/', 7],
  ['test/local/', 12],
  ['test/', 26],
]

/** A file that waits at its root cannot be loaded inside the suite that keeps its hooks apart from those of other files. Nor can one that imports it. */
export const waitsAtRoot = /^(?:(?:export )?(?:const|let) (?!.*(?:\basync\b|=>)).*)?\bawait /m

/** Returns the processes to start, in the order to start them. `sourceOf` reads a test file. */
export function planGroups(files: readonly string[], sourceOf: (path: string) => string): readonly Group[] {
  const byFolder = Map.groupBy(files, (path) => sharing.find(([folder]) => path.startsWith(folder)))
  return sharing.flatMap((row) => {
    const { alone = [], together = [] } = Object.groupBy(byFolder.get(row) ?? [], (path) =>
      waitsAtRoot.test(sourceOf(path)) ? 'alone' : 'together',
    )
    return [...dealtOut(together, row[1]), ...alone.map((path): Group => [path])]
  })
}

/** Deals the files to groups in turn: neighbours are often equally slow, and get different groups. */
function dealtOut(files: readonly string[], most: number): readonly Group[] {
  const count = Math.ceil(files.length / most)
  return Array.from({ length: count }, (_, group) => files.filter((_, index) => index % count === group))
}
