import test from 'ava'
import { crashPointsOf, tryPoint } from './crash-points.ts'
import { stories } from './stories/stories.ts'

/** What crash points have found: every power cut, or kill, in the story with which it was found. */
const found: readonly { readonly that: string; readonly story: string; readonly kills?: true }[] = [
  {
    that: 'a link that followed its folder to a new name in Dropbox keeps it through a power cut',
    story: 'a linked workspace is renamed in Dropbox',
  },
  {
    that: 'a folder that is spelled otherwise part by part is whole again after a kill, since two spellings of one name cannot sync',
    story: 'a folder of a container’s image changes its case in Dropbox',
    kills: true,
  },
]

for (const { that, story, kills } of found)
  test(that, async (t) => {
    const points = await crashPointsOf(
      stories.findIndex(({ name }) => name === story),
      ['logged'],
    )
    const cuts = points.filter(({ way }) => (kills ? way.name === 'kill' : way.power?.changes === 'none'))
    t.true(cuts.length > 0)
    for (const point of cuts) t.deepEqual((await tryPoint(point, { looks: 1 })).violations, [])
  })
