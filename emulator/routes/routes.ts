import type { Route } from '../protocol/route.ts'
import { revokeToken } from './auth/revoke_token.ts'
import { checkUser } from './check/check_user.ts'
import { createFolder } from './files/create_folder.ts'
import { createFolderBatch, createFolderBatchCheck } from './files/create_folder_batch.ts'
import { deleteFile } from './files/delete.ts'
import { deleteBatch, deleteBatchCheck } from './files/delete_batch.ts'
import { downloadFile } from './files/download.ts'
import { downloadZip } from './files/download_zip.ts'
import { exportFile } from './files/export.ts'
import { getMetadata } from './files/get_metadata.ts'
import { getTemporaryLink } from './files/get_temporary_link.ts'
import { getThumbnail, getThumbnailV2 } from './files/get_thumbnail.ts'
import { getLatestCursor, listFolder, listFolderContinue } from './files/list_folder.ts'
import { listRevisions } from './files/list_revisions.ts'
import { longpoll } from './files/longpoll.ts'
import { copyFile, moveFile } from './files/relocate.ts'
import { copyBatch, copyBatchCheck, moveBatch, moveBatchCheck } from './files/relocate_batch.ts'
import { restore } from './files/restore.ts'
import { uploadFile } from './files/upload.ts'
import { sessionAppend, sessionStart, sessionStartBatch } from './files/upload_session.ts'
import { sessionAppendBatch } from './files/upload_session_append_batch.ts'
import {
  sessionFinish,
  sessionFinishBatch,
  sessionFinishBatchCheck,
  sessionFinishBatchOld,
} from './files/upload_session_finish.ts'
import { createLink } from './sharing/create_shared_link.ts'
import { getLinkFile, getLinkMetadata } from './sharing/get_shared_link.ts'
import { listSharedLinks } from './sharing/list_shared_links.ts'
import { revokeLink } from './sharing/revoke_shared_link.ts'
import { getCurrentAccount } from './users/get_current_account.ts'
import { getSpaceUsage } from './users/get_space_usage.ts'

/** Every route that the emulator answers, by name. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  [
    checkUser,
    copyBatch,
    copyBatchCheck,
    copyFile,
    createFolder,
    createFolderBatch,
    createFolderBatchCheck,
    createLink,
    deleteBatch,
    deleteBatchCheck,
    deleteFile,
    downloadFile,
    downloadZip,
    exportFile,
    getCurrentAccount,
    getLatestCursor,
    getLinkFile,
    getLinkMetadata,
    getMetadata,
    getSpaceUsage,
    getTemporaryLink,
    getThumbnail,
    getThumbnailV2,
    listFolder,
    listFolderContinue,
    listRevisions,
    listSharedLinks,
    longpoll,
    moveBatch,
    moveBatchCheck,
    moveFile,
    restore,
    revokeLink,
    revokeToken,
    sessionAppend,
    sessionAppendBatch,
    sessionFinish,
    sessionFinishBatch,
    sessionFinishBatchCheck,
    sessionFinishBatchOld,
    sessionStart,
    sessionStartBatch,
    uploadFile,
  ].map((route: Route) => [route.name, route]),
)
