import { createHash } from 'node:crypto'

/** A list of components in CycloneDX, as far as it is read here. */
export type Sbom = {
  readonly $schema: string
  readonly bomFormat: string
  readonly specVersion: string
  readonly serialNumber: string
  readonly version: number
  readonly metadata: { readonly timestamp?: string; readonly component: Readonly<Record<string, unknown>> }
  readonly components: readonly { readonly name: string; readonly 'bom-ref': string }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** Fields of a `package.json`. */
type Packed = {
  readonly name: string
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
}

/**
 * Turns npm's list of everything that is locked into one of what the package depends on, which two builds of the same lock write alike. npm
 * can leave out what is for development alone, but then leaves out what both need. It comes from the lock: no registry is asked or named.
 */
export function sbomOf(listed: Sbom, { name, version, dependencies }: Packed): Sbom {
  const own = String(listed.metadata.component['bom-ref'])
  const wanted = Object.entries(dependencies).map(([one, itsVersion]) => `${one}@${itsVersion}`)
  const uses = new Map(listed.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  uses.set(own, wanted)
  const kept = reachedFrom(own, uses)
  const { timestamp: _, ...metadata } = listed.metadata
  const content = {
    metadata: { ...metadata, component: { ...metadata.component, name, version } },
    components: listed.components.filter((one) => kept.has(one['bom-ref'])),
    dependencies: [...kept].map((ref) => ({ ref, dependsOn: uses.get(ref) ?? [] })),
  }
  return { ...listed, serialNumber: serialNumberOf(content), ...content }
}

function reachedFrom(start: string, uses: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([start])
  // A loop over a set also visits the values that are added meanwhile.
  for (const ref of reached) for (const used of uses.get(ref) ?? []) reached.add(used)
  return reached
}

function serialNumberOf(content: object): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  return `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')}`
}
