/** The one account and Region that the lab is. */
export const region = 'eu-west-1'
export const accountId = '123456789012'

export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`
}
