/** Whether the ARN ends in a dash and six characters, as Secrets Manager ends every name; a name may do so by chance. */
export function isWholeArn(id: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(id)
}

/** The name of a secret that is given by name or ARN. */
export function secretNameOf(id: string): string {
  return id.startsWith('arn:') ? id.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '') : id
}
