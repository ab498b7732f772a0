import type { Chance } from '../chance.ts'
import { putEntry } from '../namespace/entry.ts'
import { newId } from '../namespace/id.ts'
import { type Path, pathOf, ROOT } from '../namespace/path.ts'
import { createSpace, nextSequence } from '../namespace/space.ts'
import type { Database } from '../storage/database.ts'

/** A namespace: a folder of a space that has a number of its own. */
export interface Namespace {
  id: number
  space: number
  root: Path
}

const FIRST_NAMESPACE = 1_234_567

/** Makes an empty space whose whole is one namespace: home and root of a person of their own. */
export function createHome(database: Database): { home: number; root: number } {
  const namespace = createNamespace(database, createSpace(database), '')
  return { home: namespace, root: namespace }
}

/**
 * Gives a team's new member a home folder, named like the member, in the team's space; the team is made if this is its
 * first. The team's whole space is the root namespace, the home folder the home namespace.
 */
export function addMemberFolder(
  database: Database,
  chance: Chance,
  team: string,
  displayName: string,
): { home: number; root: number } {
  const known = database.get<{ root_namespace: number }>(
    'SELECT root_namespace FROM account WHERE team = ?',
    team,
  )
  const root = known?.root_namespace ?? createNamespace(database, createSpace(database), '')
  const space = namespaceById(database, root)?.space
  if (space === undefined) throw new Error(`team ${team} has no space`)
  const path = pathOf(`/${displayName}`)
  putEntry(database, {
    kind: 'folder',
    space,
    pathLower: path.lower,
    pathDisplay: path.display,
    id: newId(chance),
    sequence: nextSequence(database, space),
    serverModified: 0,
    removedSequence: null,
  })
  return { root, home: createNamespace(database, space, path.display) }
}

/** The namespace with this number, or undefined. */
export function namespaceById(database: Database, id: number): Namespace | undefined {
  const row = database.get<{ id: number; space: number; path_display: string }>(
    'SELECT * FROM namespace WHERE id = ?',
    id,
  )
  return (
    row && { id: row.id, space: row.space, root: row.path_display === '' ? ROOT : pathOf(row.path_display) }
  )
}

function createNamespace(database: Database, space: number, pathDisplay: string): number {
  const newest =
    database.get<{ id: number | null }>('SELECT MAX(id) AS id FROM namespace')?.id ?? FIRST_NAMESPACE - 1
  return database.run(
    'INSERT INTO namespace (id, space, path_display) VALUES (?, ?, ?)',
    newest + 1,
    space,
    pathDisplay,
  )
}
