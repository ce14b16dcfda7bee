/** What a service answers instead of doing what it was asked; `code` is the exception's name on the wire. */
export class AwsRefusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
