import { type Finding, trouble, well } from './finding.ts'

/** One of Dropbox's hosts, asked for anything at all. Times are ms. */
export interface Reached {
  readonly host: string
  readonly address: string
  readonly answer:
    | {
        readonly status: number
        /** When it was asked, ms since 1970 on this box. */
        readonly began: number
        readonly took: number
        /** The `Date` of the answer, ms since 1970. */
        readonly date: number | undefined
      }
    | undefined
  /** What the system said when no answer came: its code first. */
  readonly failure: string | undefined
}

/** One host asked for anything at all: its answer's status and date. Throws when no answer comes. */
export type Ask = (address: string) => Promise<{ readonly status: number; readonly date: string | undefined }>

/** Asks each host once, all at the same time; `now` is in ms since 1970. Never throws. */
export async function reachHosts(
  addresses: Readonly<Record<string, string>>,
  ask: Ask,
  now: () => number,
  monotonic: () => number,
): Promise<Reached[]> {
  // An emulator, or a gateway, stands for all hosts at one address.
  const byAddress = new Map<string, string>()
  for (const [host, address] of Object.entries(addresses))
    byAddress.set(address, byAddress.has(address) ? `${byAddress.get(address)}, ${host}` : host)
  return Promise.all(
    [...byAddress].map(async ([address, host]): Promise<Reached> => {
      const [began, from] = [now(), monotonic()]
      try {
        const { status, date } = await ask(address)
        const parsed = date === undefined ? Number.NaN : Date.parse(date)
        const answer = {
          status,
          began,
          took: monotonic() - from,
          date: Number.isNaN(parsed) ? undefined : parsed,
        }
        return { host, address, answer, failure: undefined }
      } catch (error) {
        return {
          host,
          address,
          answer: undefined,
          failure: error instanceof Error ? error.message : String(error),
        }
      }
    }),
  )
}

/** Whether each host is reached, how fast, and through which proxy; `proxy` holds no password. */
export function checkNetwork(hosts: readonly Reached[], proxy: string | undefined): Finding[] {
  const through = proxy === undefined ? '' : ` through the proxy ${proxy}`
  return hosts.map(({ host, address, answer, failure = '' }) => {
    const data = {
      host,
      address,
      proxy,
      ms: answer && Math.round(answer.took),
      status: answer?.status,
      failure: failure || undefined,
    }
    if (answer !== undefined && answer.status < 500)
      return well('network', `${address} (${host}) answers in ${Math.round(answer.took)} ms${through}.`, data)
    const said = answer === undefined ? failure : `status ${answer.status}`
    return trouble(
      'network',
      'wrong',
      `${address} (${host}) cannot be reached${through}: ${said}.`,
      adviceOn(said, proxy),
      data,
    )
  })
}

function adviceOn(failure: string, proxy: string | undefined): string {
  const where = proxy === undefined ? '' : ', or the proxy (https_proxy, no_proxy)'
  if (/ENOTFOUND|EAI_AGAIN/.test(failure))
    return `Names are not resolved: check the network and DNS of this computer${where}.`
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/i.test(failure))
    return 'The certificate is not trusted: check the clock, and whether something on the way opens connections (then NODE_EXTRA_CA_CERTS names its certificate).'
  if (/status 5/.test(failure))
    return `Dropbox or something on the way is out of order: try again later${where}.`
  return `Check the network${where}, and DROPBOX_API_URL if it is set. Dropbox tries again by itself.`
}
