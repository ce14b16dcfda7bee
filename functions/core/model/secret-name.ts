import type { SecretReference, SecretSource } from './secret-reference.ts'

/** Returns true if an ARN ends in a dash and six characters, which Secrets Manager appends to every name. */
export function isWholeArn(id: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(id)
}

/** Returns the name of a secret that is given by name or ARN. */
export function secretNameOf(id: string): string {
  return id.startsWith('arn:') ? id.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '') : id
}

/** Names a credential in its store, however a check spells the secret: its fields belong to it. */
export function credentialName({ source, fields }: Pick<SecretReference, 'source' | 'fields'>): string {
  const name = source.from === 'secrets-manager' ? secretNameOf(source.id) : placeNameOf(source)
  return `${source.from} ${name} ${JSON.stringify(Object.entries(fields).toSorted())}`
}

/** Names a secret among those of all stores: a parameter may have the name of a secret. */
export const storedNameOf = (source: SecretSource): string =>
  source.from === 'parameter-store' ? `ssm:${source.name}` : placeNameOf(source)

/** Returns the name of a stored credential as the config spells it. */
export function placeNameOf(source: SecretSource): string {
  switch (source.from) {
    case 'secrets-manager':
      return source.id
    case 'parameter-store':
      return source.name
    case 'environment':
      return source.variable
    case 'file':
      return source.path
  }
}
