import { setFlagsFromString } from 'node:v8'

/** Of a tree of fewer files hardly anything is called so often that the last of V8's compilers pays. */
const largeTree = 200_000

/** V8's own: so often a function is called before the last compiler takes it (node --v8-options). */
const usual = '--invocation-count-for-turbofan=3000'

/**
 * Keeps V8's last compiler from nearly everything: an agent at rest with 100,000 files counted 7 MB for having used it, most of them pages of the compiler
 * itself. An option of Node.js. This number times the bytes of a function's bytecode, 9 kB at most here, must stay below 2^31.
 */
export const lastCompilerSpared = '--invocation-count-for-turbofan=200000'

/** Gives the last compiler back where the index holds many files: a look at a million took half as long again without it. */
export function useLastCompilerFor(files: number): void {
  if (files >= largeTree) setFlagsFromString(usual)
}
