import config from './ava.config.js'
import { filesToRun } from './test/together/groups.ts'

/** All tests, as `npm test` runs them: small files in groups, of which each is one thread. */
export default { ...config, files: filesToRun() }
