/** Another computer of the same person, which works in Dropbox through plain calls of its API. */
export type OtherComputer = {
  write(path: string, content: string): Promise<void>
  read(path: string): Promise<string>
  move(from: string, to: string): Promise<void>
  delete(path: string): Promise<void>
  /** Bytes of every file below a folder, by path. */
  list(folder: string): Promise<Map<string, number>>
}

/** Opens the page that lets an app in, as a person would in a browser, presses Allow, and gives the code that it shows. */
export async function allow(authorizeUrl: string): Promise<string> {
  const page = await fetch(authorizeUrl, { headers: { 'X-Emulator-Auto-Approve': '1' } })
  const { code } = (await succeeded(page).json()) as { code: string }
  return code
}

/** Signs in to the Dropbox at `url`. Rejects when a call fails. */
export async function otherComputer(url: string): Promise<OtherComputer> {
  const authorization = { Authorization: `Bearer ${await signIn(url)}` }
  const rpc = async (route: string, parameters: object) => {
    const headers = { ...authorization, 'Content-Type': 'application/json' }
    const body = JSON.stringify(parameters)
    return succeeded(await fetch(`${url}/2/files/${route}`, { method: 'POST', headers, body }))
  }
  const transfer = async (route: string, parameters: object, body?: string) => {
    const headers = {
      ...authorization,
      'Dropbox-API-Arg': headerJson(parameters),
      ...(body === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
    }
    const request = { method: 'POST', headers, ...(body === undefined ? {} : { body }) }
    return succeeded(await fetch(`${url}/2/files/${route}`, request))
  }
  return {
    write: async (path, text) => void (await transfer('upload', { path, mode: 'overwrite' }, text)),
    read: async (path) => (await transfer('download', { path })).text(),
    move: async (from, to) => void (await rpc('move_v2', { from_path: from, to_path: to })),
    delete: async (path) => void (await rpc('delete_v2', { path })),
    async list(folder) {
      const files = new Map<string, number>()
      let answer = await rpc('list_folder', { path: folder, recursive: true })
      for (;;) {
        const { entries, cursor, has_more: more } = (await answer.json()) as Listing
        for (const entry of entries)
          if (entry['.tag'] === 'file') files.set(entry.path_display, entry.size ?? 0)
        if (!more) return files
        answer = await rpc('list_folder/continue', { cursor })
      }
    },
  }
}

type Listing = {
  entries: readonly { '.tag': string; path_display: string; size?: number }[]
  cursor: string
  has_more: boolean
}

async function signIn(url: string): Promise<string> {
  const client = 'othercomputer'
  const verifier = 'a verifier that needs no secrecy, since this Dropbox is thrown away'.replace(/\W+/g, '-')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const query = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    code_challenge: Buffer.from(digest).toString('base64url'),
    code_challenge_method: 'S256',
  })
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: await allow(`${url}/oauth2/authorize?${query}`),
    client_id: client,
    code_verifier: verifier,
  })
  const answer = await fetch(`${url}/oauth2/token`, { method: 'POST', body })
  const { access_token: token } = (await succeeded(answer).json()) as { access_token: string }
  return token
}

/** JSON for a header: Dropbox wants everything that is not ASCII escaped (dropbox.com/developers/reference/json-encoding). */
function headerJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function succeeded(response: Response): Response {
  if (response.ok) return response
  throw new Error(`Dropbox answered ${response.status} to ${response.url}`)
}
