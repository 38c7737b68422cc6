/** Whole sentences on what Drizzle bears in silence; files are named within the folder. */
export const warn = {
  /** Drizzle does not run the text that the file holds. */
  notUtf8: (file: string) =>
    `${file} is not valid UTF-8: Drizzle hashes and runs it with U+FFFD in place of what it cannot decode. Save it as UTF-8 if no database has run it yet.`,
  /** 0.x goes by the journal alone. */
  notInJournal: (file: string) =>
    `${printable(file)} is not in meta/_journal.json, so Drizzle never runs it. Delete it, or add it with \`drizzle-kit generate --custom\`.`,
  /** 1.0 goes by folders alone. */
  notInFolder: (file: string) =>
    `${printable(file)} is not in a folder of its own, so Drizzle 1.0 never runs it. Delete it, or run \`drizzle-kit up\`.`,
  /** 0.x runs only what is newer than the newest row, in whatever order the entries stand. */
  olderThanBefore: (tag: string, newest: string) =>
    `${tag} has an older "when" than ${newest}, which stands before it: a database that has run ${newest} first will never run ${tag}.`,
} as const

/** A file's name may hold what a terminal takes for a command. */
function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '?')
}
