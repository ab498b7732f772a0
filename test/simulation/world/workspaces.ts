import type { SimulatedDisk } from '../disk/disk.ts'
import { folder, home } from './box.ts'

/** Where the workspaces of a box are, and where they are while their volume is away. */
const place = `${home}/workspaces`
const away = `${home}/.workspaces-away`

/** Links a workspace into the Dropbox folder, if there is room for the link. */
export function linkWorkspace({ hands }: SimulatedDisk, path: string, workspace: string): void {
  const link = `${folder}${path}`
  const target = `${place}/${workspace}`
  if (!hands.exists(folder) || hands.exists(link) || hands.exists(away)) return
  hands.mkdir(target)
  hands.symlink(target, link)
  for (const at of [target, place, home, folder]) hands.sync(at)
}

/** The volume of the workspaces goes away: the links lead nowhere. */
export function takeWorkspaces({ hands }: SimulatedDisk): void {
  if (hands.exists(place) && !hands.exists(away)) hands.rename(place, away)
}

/** It comes back as it was. */
export function returnWorkspaces({ hands }: SimulatedDisk): void {
  if (hands.exists(away) && !hands.exists(place)) hands.rename(away, place)
}
