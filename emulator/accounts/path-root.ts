import { pathOf } from '../namespace/path.ts'
import type { View } from '../namespace/view.ts'
import type { App } from '../oauth/app.ts'
import { BadInput, nest, PathRootFailure, type Tagged, tag } from '../protocol/failures.ts'
import type { Database } from '../storage/database.ts'
import type { Account } from './account.ts'
import { namespaceById } from './home.ts'

/** The RootInfo of an account: `user` when home and root are the same namespace, `team` otherwise. */
export function rootInfo(database: Database, account: Account): Tagged {
  const base = {
    root_namespace_id: String(account.rootNamespace),
    home_namespace_id: String(account.homeNamespace),
  }
  if (account.rootNamespace === account.homeNamespace) return { '.tag': 'user', ...base }
  const home = namespaceById(database, account.homeNamespace)
  return { '.tag': 'team', ...base, home_path: home?.root.display }
}

/**
 * What a caller sees as its root: the app's folder for an app-folder app, otherwise the namespace that
 * Dropbox-API-Path-Root names (home without one). Throws PathRootFailure, or BadInput for a malformed header.
 */
export function viewFor(database: Database, account: Account, app: App, pathRoot: string | undefined): View {
  const namespace = namespaceById(database, chooseNamespace(database, account, pathRoot))
  const home = namespaceById(database, account.homeNamespace)
  const root = namespaceById(database, account.rootNamespace)
  if (!namespace || !home || !root) throw new Error(`account ${account.id} has no namespace`)
  const inAppFolder = app.access === 'app_folder'
  return {
    account: account.id,
    app: app.key,
    namespace: inAppFolder ? home.id : namespace.id,
    space: namespace.space,
    root: inAppFolder ? pathOf(`${home.root.display}/Apps/${app.name}`) : namespace.root,
    forbidden: account.team === null ? [] : otherHomes(database, account),
    fixed: account.team === null ? [] : [home.root.lower],
    namespaces: inAppFolder ? [] : [home, root],
  }
}

function chooseNamespace(database: Database, account: Account, header: string | undefined): number {
  if (header === undefined) return account.homeNamespace
  const choice = parseHeader(header)
  switch (choice['.tag']) {
    case 'home':
      return account.homeNamespace
    case 'root':
      if (choice['root'] === String(account.rootNamespace)) return account.rootNamespace
      throw new PathRootFailure(nest('invalid_root', rootInfo(database, account)))
    case 'namespace_id': {
      const id = Number(choice['namespace_id'])
      if (id === account.homeNamespace || id === account.rootNamespace) return id
      throw new PathRootFailure(tag('no_permission'))
    }
    default:
      throw new BadInput(`HTTP header "Dropbox-API-Path-Root": unknown tag '${choice['.tag']}'`)
  }
}

function parseHeader(header: string): Tagged {
  let value: unknown
  try {
    value = JSON.parse(header)
  } catch {
    throw new BadInput('HTTP header "Dropbox-API-Path-Root": could not decode input as JSON')
  }
  if (value === 'home') return tag('home')
  if (
    typeof value !== 'object' ||
    value === null ||
    !('.tag' in value) ||
    typeof value['.tag'] !== 'string'
  ) {
    throw new BadInput('HTTP header "Dropbox-API-Path-Root": missing \'.tag\' key')
  }
  return value as Tagged
}

function otherHomes(database: Database, account: Account): string[] {
  return database
    .all<{ path_display: string }>(
      `SELECT path_display FROM namespace JOIN account ON account.home_namespace = namespace.id
       WHERE account.team = ? AND account.id <> ?`,
      account.team,
      account.id,
    )
    .map((row) => pathOf(row.path_display).lower)
}
