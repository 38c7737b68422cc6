import { appendFile } from 'node:fs/promises'
import { basename, dirname, posix } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { assertNever } from '../core/never.ts'
import { readGitPlace } from '../io/git/read-git-folder.ts'
import type { Annotation } from '../report/annotation.ts'
import type { Annotated } from '../report/annotations/annotated.ts'
import { githubAnnotations } from '../report/annotations/github.ts'
import { junitXml } from '../report/annotations/junit.ts'
import { markdownSummary } from '../report/annotations/markdown.ts'
import { sarifLog } from '../report/annotations/sarif.ts'
import type { AnnotationFormat } from './formats.ts'

/**
 * `isFailing`: whether a problem counts. On GitHub Actions, `github` also adds to
 * the summary of the job: https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export async function annotationsIn(
  format: AnnotationFormat,
  annotated: Annotated,
  isFailing: (annotation: Annotation) => boolean,
): Promise<string> {
  switch (format) {
    case 'github': {
      const summary = process.env['GITHUB_STEP_SUMMARY'] ?? ''
      if (summary !== '') await appendFile(summary, markdownSummary(annotated))
      return githubAnnotations(annotated)
    }
    case 'markdown':
      return markdownSummary(annotated)
    case 'sarif':
      return sarifLog(annotated, packageJson.version)
    case 'junit':
      return junitXml(annotated, isFailing)
    default:
      return assertNever(format)
  }
}

/** A file's path relative to the root of its repository, with `/`; as it was given outside of one. */
export async function pathInRepository(file: string): Promise<string> {
  const place = await readGitPlace(dirname(file))
  return place === null ? file : posix.join(place.path, basename(file))
}
