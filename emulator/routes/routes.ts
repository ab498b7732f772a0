import type { Route } from '../protocol/route.ts'
import { revokeToken } from './auth/revoke-token.ts'
import { checkUser } from './check/check-user.ts'
import { createFolder } from './files/create-folder.ts'
import { createFolderBatch, createFolderBatchCheck } from './files/create-folder-batch.ts'
import { deleteFile } from './files/delete.ts'
import { deleteBatch, deleteBatchCheck } from './files/delete-batch.ts'
import { downloadFile } from './files/download.ts'
import { downloadZip } from './files/download-zip.ts'
import { exportFile } from './files/export.ts'
import { getMetadata } from './files/get-metadata.ts'
import { getTemporaryLink } from './files/get-temporary-link.ts'
import { getThumbnail, getThumbnailV2 } from './files/get-thumbnail.ts'
import { getLatestCursor, listFolder, listFolderContinue } from './files/list-folder.ts'
import { listRevisions } from './files/list-revisions.ts'
import { longpoll } from './files/longpoll.ts'
import { copyFile, moveFile } from './files/relocate.ts'
import { copyBatch, copyBatchCheck, moveBatch, moveBatchCheck } from './files/relocate-batch.ts'
import { restore } from './files/restore.ts'
import { uploadFile } from './files/upload.ts'
import { sessionAppend, sessionStart, sessionStartBatch } from './files/upload-session.ts'
import { sessionAppendBatch } from './files/upload-session-append-batch.ts'
import {
  sessionFinish,
  sessionFinishBatch,
  sessionFinishBatchCheck,
  sessionFinishBatchOld,
} from './files/upload-session-finish.ts'
import { createLink } from './sharing/create-shared-link.ts'
import { getLinkFile, getLinkMetadata } from './sharing/get-shared-link.ts'
import { listSharedLinks } from './sharing/list-shared-links.ts'
import { modifyLink } from './sharing/modify-shared-link-settings.ts'
import { revokeLink } from './sharing/revoke-shared-link.ts'
import { getCurrentAccount } from './users/get-current-account.ts'
import { getSpaceUsage } from './users/get-space-usage.ts'

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
    modifyLink,
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
