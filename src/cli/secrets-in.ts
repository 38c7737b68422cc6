/** What may be secret in the way a command was called, for the redactor. */
export function secretsIn(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const options = ['--database-url', '--replay-on']
  const given = args.flatMap((arg, index) => {
    if (options.includes(args[index - 1] ?? '')) return [arg]
    const option = options.find((name) => arg.startsWith(`${name}=`))
    if (option !== undefined) return [arg.slice(option.length + 1)]
    // An option that is spelled wrongly has its value quoted in the error.
    return arg.match(/postgres(ql)?:.*/s)?.slice(0, 1) ?? []
  })
  return [
    ...given,
    env['DATABASE_URL'] ?? '',
    env['API_TOKEN'] ?? '',
    env['DRIFTWATCH_PROBE_TOKEN'] ?? '',
    env['NEON_API_KEY'] ?? '',
  ].filter((secret) => secret !== '')
}

/** What a schema may be given besides, by the names that people give to secrets. */
export function secretVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    /URL|SECRET|TOKEN|PASSWORD|PASSWD|KEY$|CREDENTIAL/i.test(name) && value.length >= 8
      ? [value]
      : [],
  )
}
