import { findActor } from '../../io/migrate/find-actor.ts'
import { runGit } from '../../io/git/run-git.ts'

/** Who runs this, for the proof. */
export async function findWho(folder: string): Promise<string> {
  const ask = async (key: string) => {
    const answer = await runGit(folder, ['config', '--get', key]).catch(() => undefined)
    return answer?.exitCode === 0 ? answer.stdout.trim() : ''
  }
  const [name, email] = [await ask('user.name'), await ask('user.email')]
  const user = [name, email === '' ? '' : `<${email}>`].filter((part) => part !== '').join(' ')
  return findActor(process.env, user)
}
