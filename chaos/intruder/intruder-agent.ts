/** User agent of every request that this tool sends by itself. Injection points count such a request as the tool's. */
export const intruderAgent = 'tokenwatch-chaos instance/tokenwatch-chaos'
