/** How often each route was called since the start or the last reset, and how many content bytes went by. */
export interface StatsReport {
  requests: number
  contentBytesUp: number
  contentBytesDown: number
  /** Calls by route, like `{"files/list_folder": 3}`; the token endpoint counts as `oauth2/token`. */
  routes: Record<string, number>
  /** Answers by status, like `{"200": 12, "409": 1}`; a call without an answer (reset, lost) counts as `none`. */
  statuses: Record<string, number>
}

export interface Stats {
  countRequest(route: string): void
  countAnswer(status: number | 'none'): void
  countUp(bytes: number): void
  countDown(bytes: number): void
  report(): StatsReport
  reset(): void
}

export function createStats(): Stats {
  let stats = emptyReport()
  return {
    countRequest(route) {
      stats.requests += 1
      stats.routes[route] = (stats.routes[route] ?? 0) + 1
    },
    countAnswer(status) {
      stats.statuses[status] = (stats.statuses[status] ?? 0) + 1
    },
    countUp(bytes) {
      stats.contentBytesUp += bytes
    },
    countDown(bytes) {
      stats.contentBytesDown += bytes
    },
    report: () => structuredClone(stats),
    reset() {
      stats = emptyReport()
    },
  }
}

function emptyReport(): StatsReport {
  return { requests: 0, contentBytesUp: 0, contentBytesDown: 0, routes: {}, statuses: {} }
}
