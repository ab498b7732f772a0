import type { Route } from '../protocol/route.ts'
import { createFolder } from './files/create_folder.ts'
import { deleteFile } from './files/delete.ts'
import { deleteBatch, deleteBatchCheck } from './files/delete_batch.ts'
import { downloadFile } from './files/download.ts'
import { getMetadata } from './files/get_metadata.ts'
import { getLatestCursor, listFolder, listFolderContinue } from './files/list_folder.ts'
import { longpoll } from './files/longpoll.ts'
import { copyFile, moveFile } from './files/relocate.ts'
import { uploadFile } from './files/upload.ts'
import { sessionAppend, sessionStart, sessionStartBatch } from './files/upload_session.ts'
import { sessionAppendBatch } from './files/upload_session_append_batch.ts'
import { sessionFinish, sessionFinishBatch } from './files/upload_session_finish.ts'
import { getCurrentAccount } from './users/get_current_account.ts'
import { getSpaceUsage } from './users/get_space_usage.ts'

/** Every route that the emulator answers, by name. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  [
    copyFile,
    createFolder,
    deleteBatch,
    deleteBatchCheck,
    deleteFile,
    downloadFile,
    getCurrentAccount,
    getLatestCursor,
    getMetadata,
    getSpaceUsage,
    listFolder,
    listFolderContinue,
    longpoll,
    moveFile,
    sessionAppend,
    sessionAppendBatch,
    sessionFinish,
    sessionFinishBatch,
    sessionStart,
    sessionStartBatch,
    uploadFile,
  ].map((route: Route) => [route.name, route]),
)
