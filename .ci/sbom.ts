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
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * Turns npm's list of what the package depends on into one that two builds of the same lock write alike, without the Node that a clone
 * brings along. It comes from the lock alone: no registry is asked, and none is named.
 */
export function sbomOf(listed: Sbom, { name, version, optionalDependencies = {} }: Packed): Sbom {
  const components = listed.components.filter((one) => !(one.name in optionalDependencies))
  const kept = new Set([listed.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])])
  const dependencies = listed.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }))
  const { timestamp: _, ...metadata } = listed.metadata
  const named = { ...metadata, component: { ...metadata.component, name, version } }
  const content = { metadata: named, components, dependencies }
  return { ...listed, serialNumber: serialNumberOf(content), ...content }
}

function serialNumberOf(content: object): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  return `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')}`
}
