/** That Drizzle does not run the text that the file holds; `file` is named within its folder. */
export function notUtf8(file: string): string {
  return `${file} is not valid UTF-8: Drizzle hashes and runs it with U+FFFD in place of what it cannot decode. Save it as UTF-8 if no database has run it yet.`
}
