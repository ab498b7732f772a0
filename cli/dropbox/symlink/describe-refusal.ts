import { nameFaults } from '../../../runtime/engine/describe/problem.ts'
import type { LinkRefusal, MappingRequest } from '../../../runtime/local/mappings/link-mapping.ts'
import { visible } from '../../terminal/text.ts'

/** Why a folder is not linked, in a sentence. */
export function describeMappingRefusal(why: LinkRefusal, request: MappingRequest): string {
  const target = visible(request.target)
  const name = `"${visible(request.name)}"`
  switch (why) {
    case 'dangling':
      return `${target} is not there.`
    case 'not-a-folder':
      return `${target} is not a folder. Only folders can be linked.`
    case 'loop':
      return `${target} is a symlink that leads back to itself.`
    case 'unreadable':
      return `${target} cannot be read. Check its permissions.`
    case 'filesystem-root':
      return 'The whole disk cannot be linked. Choose a folder in it.'
    case 'system-folder':
      return `${target} is a folder of the system's own, with processes or devices in it and no files of yours. Choose another folder.`
    case 'home':
      return 'The whole home cannot be linked. Choose a folder in it.'
    case 'holds-dropbox':
      return `${target} holds the Dropbox folder (${visible(request.folder)}), which would contain itself. Choose a folder beside it.`
    case 'inside-dropbox':
      return `${target} is in the Dropbox folder already, and syncs there.`
    case 'overlap':
      return `${target} overlaps with a folder that is linked already ("dropbox symlink list").`
    case 'agent-state':
      return `${target} holds Dropbox's own files on this computer. Choose another folder.`
    case 'case-clash':
    case 'name-taken':
      return `${name} is taken in ${visible(request.folder)}. Give another name: dropbox symlink add ${target} NAME. Or move what is there to ${target} and sync it there: dropbox adopt ${target} ${name}`
    case 'slash':
      return `${name} cannot be linked. A linked folder stands directly in the Dropbox folder, so its name has no "/".`
    case 'not-utf8':
    case 'too-long':
    case 'backslash':
    case 'control-character':
    case 'trailing-space':
    case 'dot-component':
    case 'reserved':
      return `${name} cannot be linked. ${nameFaults[why]} Give another name.`
    default:
      return why satisfies never
  }
}
