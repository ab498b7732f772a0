/** The largest file that Dropbox takes, in bytes (dropbox-api-spec, upload_session/append_v2). */
export const largestFile = 2 ** 41 - 2 ** 22
