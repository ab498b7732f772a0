import { keyOf } from '../../core/path.ts'
import { fillTemplate, type Placeholder } from '../../core/remote-root.ts'
import { readSettingsFile } from '../configuration/settings-file.ts'
import type { Configuration } from '../configuration.ts'
import { BoxError } from '../errors.ts'
import type { BoxPaths } from '../paths.ts'
import { readFixedRoot, rootName } from './fixed-root.ts'

/** The folder of Dropbox that the settings name for this box. */
export interface RootOnBox {
  /** '' for the whole Dropbox. */
  readonly path: string
  /** The folder's id in Dropbox, where it is the one that was fixed when the box was linked. */
  readonly id: string | undefined
  /** The team space that was fixed, from which the path counts. */
  readonly namespace: string | undefined
  /** The place that was fixed (`rootName`); undefined where none was. */
  readonly fixed: string | undefined
  /** The path in it. */
  readonly fixedPath: string | undefined
}

/**
 * Fills the template `remoteRoot`: `{org}` from the file `remoteRootValues`, or else from the variable DROPBOX_ROOT_ORG; `{env:NAME}` from the variable NAME. Once a
 * folder was fixed, a value that nobody gives any more says nothing against it. Throws BoxError 'remote_root_malformed', 'remote_root_unset', 'remote_root_value',
 * and for a file that cannot be used.
 */
export async function rootOnBox(
  paths: BoxPaths,
  { remoteRoot: template, remoteRootValues: file }: Pick<Configuration, 'remoteRoot' | 'remoteRootValues'>,
  environment: NodeJS.ProcessEnv,
): Promise<RootOnBox> {
  const fixed = await readFixedRoot(paths)
  const known = {
    namespace: fixed?.namespace,
    fixed: fixed && rootName(fixed),
    fixedPath: fixed?.path,
  }
  if (template === undefined) return { path: '', id: undefined, ...known }
  const values = file === undefined ? {} : await readSettingsFile(file)
  const filled = fillTemplate(template, (placeholder) => valueFor(placeholder, values, environment))
  switch (filled.result) {
    case 'path': {
      const { path } = filled
      const isFixed = fixed !== undefined && keyOf(fixed.path) === keyOf(path)
      return { path, id: isFixed ? fixed.id : undefined, ...known }
    }
    case 'malformed':
      throw new BoxError({ code: 'remote_root_malformed', template, why: filled.why })
    case 'unset': {
      if (fixed !== undefined) return { path: fixed.path, id: fixed.id, ...known }
      const { placeholder } = filled
      throw new BoxError({
        code: 'remote_root_unset',
        ...{ template, placeholder: spelled(placeholder), variable: variableOf(placeholder), file },
      })
    }
    case 'unusable': {
      const { placeholder, why } = filled
      throw new BoxError({ code: 'remote_root_value', template, placeholder: spelled(placeholder), why })
    }
    default:
      return filled satisfies never
  }
}

function valueFor(
  placeholder: Placeholder,
  values: object,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const value: unknown = placeholder.kind === 'value' ? Reflect.get(values, placeholder.name) : undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return environment[variableOf(placeholder)]
}

function variableOf({ kind, name }: Placeholder): string {
  return kind === 'variable' ? name : `DROPBOX_ROOT_${name.toUpperCase().replaceAll('-', '_')}`
}

function spelled({ kind, name }: Placeholder): string {
  return kind === 'variable' ? `{env:${name}}` : `{${name}}`
}
