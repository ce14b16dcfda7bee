/** Options of `tokenwatch scan`. */
export type ScanOptions = {
  readonly from?: 'aws' | 'github'
  readonly prefix?: string
  readonly tag?: string
  readonly region?: string
  readonly allRegions?: boolean
  /** False to leave Parameter Store out. */
  readonly parameters?: boolean
  readonly envFile?: string
  readonly variable?: string
  readonly kubernetes?: string
  readonly repository?: string
  readonly githubApi?: string
  readonly offline?: boolean
  readonly yes?: boolean
  readonly host?: readonly string[]
  readonly billed?: boolean
  readonly most?: string
  readonly within?: string
  readonly failOn?: string
  readonly report?: readonly string[]
  readonly facts?: string
  readonly config?: string
  readonly name?: string
  readonly mail?: string
  readonly observations?: string
}
