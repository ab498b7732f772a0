/** Chance, as the agent needs it. */
export interface Random {
  /** A new identity, 32 hex digits. */
  identity(): string
  /** A number from 0 to below 1, for jitter. */
  fraction(): number
}
