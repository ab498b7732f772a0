import test from 'ava'
import { crashPointsOf, tryPoint } from './crash-points.ts'
import { stories } from './stories/stories.ts'

/** What crash points have found: every power cut in the story with which it was found. */
const found: readonly { readonly that: string; readonly story: string }[] = [
  {
    that: 'a link that followed its folder to a new name in Dropbox keeps it through a power cut',
    story: 'a linked workspace is renamed in Dropbox',
  },
]

for (const { that, story } of found)
  test(that, async (t) => {
    const points = await crashPointsOf(
      stories.findIndex(({ name }) => name === story),
      ['logged'],
    )
    const cuts = points.filter(({ way }) => way.power?.changes === 'none')
    t.true(cuts.length > 0)
    for (const point of cuts) t.deepEqual((await tryPoint(point, { looks: 1 })).violations, [])
  })
