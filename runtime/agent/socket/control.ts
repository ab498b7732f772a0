import type { SelectionRule } from '../../core/selection.ts'
import type { Activity } from '../../engine/activity.ts'
import type { Left } from '../../engine/left.ts'
import type { RestoredReport } from '../../engine/restored/restored.ts'
import type { Problem } from '../../engine/status.ts'
import type { HistoryLine } from '../../ports/store.ts'
import type { Choices } from '../choices/choices.ts'
import type { ConflictPair, Resolved } from '../conflicts/pair.ts'
import type {
  AgentReport,
  Control,
  Emptied,
  RemoteItem,
  RestoredItem,
  TrashItem,
  Trees,
  Waiting,
} from '../control.ts'
import type { FileStatus } from '../file-status/file-status.ts'
import { askAgent } from './request.ts'

/** Orders may take as long as a look at everything does. */
const orderPatience = 10 * 60_000

/** A control that asks the running agent. Each call is a request of its own; `patience` is for questions, in ms. */
export function socketControl(socketFile: string, patience: number): Control {
  const get = <Answer>(path: string) =>
    askAgent(socketFile, { method: 'GET', path, patience }) as Promise<Answer>
  const order = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    // An agent that hangs is found out by a question, whose answer takes no time.
    await get('/report')
    return askAgent(socketFile, { method, path, body, patience: orderPatience })
  }
  return {
    report: () => get<AgentReport>('/report'),
    problems: () => get<Problem[]>('/problems'),
    history: (limit, after = 0) => get<HistoryLine[]>(`/history?limit=${limit}&after=${after}`),
    activity: (most) => get<Activity>(`/activity?most=${most}`),
    selection: () => get<SelectionRule[]>('/selection'),
    select: async (rules, before) => void (await order('PUT', '/selection', { rules, before })),
    newFolders: async (policy) => void (await order('PUT', '/new-folders', { policy })),
    choices: ({ folder, depth }) =>
      get<Choices>(`/choices?folder=${encodeURIComponent(folder)}&depth=${depth}`),
    fileStatuses: async (paths) =>
      (await askAgent(socketFile, {
        ...{ method: 'POST', path: '/file-statuses', body: paths, patience },
      })) as FileStatus[],
    remote: (path) => get<RemoteItem[]>(`/remote?path=${encodeURIComponent(path)}`),
    notify: async (hooks) => void (await order('PUT', '/hooks', hooks)),
    throttle: async (bandwidth) => void (await order('PUT', '/bandwidth', bandwidth)),
    pause: async (until) => void (await order('POST', '/pause', { until })),
    resume: async () => (await order('POST', '/resume')) as boolean,
    proxy: async (choice) => void (await order('PUT', '/proxy', choice)),
    rescan: async () => void (await order('POST', '/rescan')),
    look: async () => (await askAgent(socketFile, { method: 'POST', path: '/look', patience })) as number,
    left: async (look, paths, most) =>
      (await askAgent(socketFile, {
        ...{ method: 'POST', path: '/left', body: { look, paths, most }, patience },
      })) as Left,
    waiting: () => get<Waiting>('/waiting'),
    approve: async (shown) => void (await order('POST', '/approve', shown)),
    trees: async (folders) =>
      (await askAgent(socketFile, { method: 'POST', path: '/trees', body: folders, patience })) as Trees,
    trash: () => get<TrashItem[]>('/trash'),
    restore: async (wanted) => (await order('POST', '/trash/restore', wanted)) as RestoredItem[],
    emptyTrash: async (before) => (await order('POST', '/trash/empty', { before })) as Emptied,
    conflicts: (show) => get<ConflictPair[]>(`/conflicts?show=${show}`),
    resolve: async (keep, seen) => (await order('POST', `/conflicts/${keep}`, seen)) as Resolved,
    restored: async () => ((await order('GET', '/restored')) ?? undefined) as RestoredReport | undefined,
    keep: async (keep, shown) => void (await order('POST', `/restored/${keep}`, shown)),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}
