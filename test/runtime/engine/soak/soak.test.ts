import test from 'ava'
import { soak } from './soak.ts'

const first = Number(process.env['SOAK_SEED'] ?? 1)
const runs = Number(process.env['SOAK_RUNS'] ?? 4)
const steps = Number(process.env['SOAK_STEPS'] ?? 30)

for (let seed = first; seed < first + runs; seed++) {
  test.serial(
    `whatever two boxes and Dropbox do at once, all three end equal and nothing is lost (seed ${seed})`,
    async (t) => {
      await soak(t, { seed, steps, faults: seed % 3 === 0, kills: seed % 2 === 0 })
      t.pass()
    },
  )
}
