/**
 * What an installation has just begun or done, in the order in which it happens. A process that is killed at any of
 * these leaves a part that works: the one before, or the new one.
 */
export type InstallStep =
  | 'waiting for another installation'
  | 'installing'
  | 'files copied'
  | 'node copied'
  | 'staged'
  | 'file replaced'
  | 'in place'
  | 'activating'
  | 'program linked'
  | 'activated'
  | 'parts kept'
  | 'profile written'
