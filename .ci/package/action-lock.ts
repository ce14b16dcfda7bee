// The lock of the GitHub Action: the part of the repository's lock that the gate needs, so that both run the same versions.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Packages that `tokenwatch gate` imports while it asks a deployment. */
const imported = ['@aws-sdk/client-lambda', '@aws-sdk/client-ssm', '@smithy/core', 'commander', 'junit-report-builder']

/** A package of a lock, as far as it is read here. */
type Locked = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type LockedPackages = Readonly<Record<string, Locked>>

const fileIn = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Returns the texts of `package.json` and `package-lock.json` of the action. */
export function actionFiles(): Readonly<Record<string, string>> {
  const { lockfileVersion, packages } = JSON.parse(readFileSync(fileIn('package-lock.json'), 'utf8'))
  const wanted = JSON.parse(readFileSync(fileIn('package.json'), 'utf8')).dependencies
  const dependencies = Object.fromEntries(imported.map((name) => [name, wanted[name]]))
  const own = { name: 'tokenwatch-action', private: true, type: 'module', dependencies }
  const root = { name: own.name, dependencies }
  const lock = { name: own.name, lockfileVersion, requires: true, packages: { '': root, ...reached(packages) } }
  return { 'package.json': json(own), 'package-lock.json': json(lock) }
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

/** Follows the dependencies from the imported packages, as Node looks for them: in the folder of the package, then further up. */
function reached(packages: LockedPackages): LockedPackages {
  const found = new Set(imported.map((name) => `node_modules/${name}`))
  // A loop over a set also visits the paths that are added meanwhile.
  for (const path of found) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      found.add(placeOf(name, path, packages))
  }
  return Object.fromEntries([...found].toSorted().map((path) => [path, packages[path] ?? {}]))
}

function placeOf(name: string, from: string, packages: LockedPackages): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (path in packages) return path
    if (folder === '') throw new Error(`package-lock.json has no ${name}, which ${from} needs`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const [name, text] of Object.entries(actionFiles())) writeFileSync(fileIn(`action/${name}`), text)
