/** Ways to say something to a CI system. */
export const annotationFormats = ['github', 'markdown', 'sarif', 'junit'] as const
export type AnnotationFormat = (typeof annotationFormats)[number]

/** Ways in which `check` says what it found. */
export const checkFormats = ['text', 'json', ...annotationFormats] as const
export type CheckFormat = (typeof checkFormats)[number]
