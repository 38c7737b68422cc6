/** Ways to say something to a CI system. */
export const annotationFormats = ['github', 'markdown', 'sarif', 'junit'] as const
export type AnnotationFormat = (typeof annotationFormats)[number]
