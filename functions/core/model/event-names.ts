/** Names of the events about transitions, which rules match and the template grants. */
export const transitionSource = { source: 'tokenwatch', detailType: 'Tokenwatch Transition' } as const
