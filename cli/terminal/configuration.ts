import { UsageError } from './errors.ts'

/**
 * The environment with the configuration in it that the words name (`--config NAME`, or `--config=NAME`), from which the places of the box follow. Read
 * before the command line as a whole, whose meaning may depend on them. Throws UsageError without a name.
 */
export function withConfiguration(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const end = words.indexOf('--')
  const options = end === -1 ? words : words.slice(0, end)
  let chosen = environment
  for (const [index, word] of options.entries()) {
    if (word !== '--config' && !word.startsWith('--config=')) continue
    const name = word === '--config' ? options[index + 1] : word.slice('--config='.length)
    if (name === undefined || name === '' || name.startsWith('-'))
      throw new UsageError('--config needs the name of a configuration.')
    chosen = { ...environment, DROPBOX_CONFIG: name }
  }
  return chosen
}
