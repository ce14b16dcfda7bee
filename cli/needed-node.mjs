/** The major version of Node that runs the sources and the package. */
export const neededNode = 24
