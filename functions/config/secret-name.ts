/** Returns true if an ARN ends in a dash and six characters, which Secrets Manager appends to every name. */
export function isWholeArn(id: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(id)
}

/** Returns the name of a secret that is given by name or ARN. */
export function secretNameOf(id: string): string {
  return id.startsWith('arn:') ? id.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '') : id
}
