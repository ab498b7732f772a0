import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../../../runtime/core/tree.ts'
import type { CopyRequest } from '../../../../runtime/ports/cloud.ts'
import { contents, listed } from '../cloud-calls.ts'
import { conflict, fileOf, type It, missing, put, reasonOf, replace, text } from './dropbox.ts'

/** Files that are made of others. */
export function copiesContract(it: It): void {
  const copyOf = ({ id, hash, size }: RemoteFile, path: string): CopyRequest => ({
    from: id,
    path,
    hash,
    size,
  })

  it('a copy has the content and the time of its source, and an id of its own', async (t, { cloud }) => {
    const { '/a/x': source } = await put(cloud, { '/a/x': 'x' })
    if (source === undefined) return t.fail()
    const [copied] = await cloud.copyFiles([copyOf(source, '/New/Deep/Y')])
    const { hash, size, modified } = source
    t.like(copied, { ok: true, value: { kind: 'file', name: 'Y', hash, size, modified } })
    t.true(copied?.ok && copied.value.id !== source.id && copied.value.rev !== source.rev)
    t.deepEqual((await listed(cloud)).get('/new/deep/y'), copied?.ok ? copied.value : undefined)
    t.deepEqual((await listed(cloud)).get('/a/x'), source)
    t.is((await cloud.space()).used, 2)
  })

  it('many are copied in the order asked for, also of one source', async (t, { cloud }) => {
    const files = await put(cloud, { '/a': 'a', '/b': 'b' })
    const [a, b] = [fileOf(files, '/a'), fileOf(files, '/b')]
    const copies = [copyOf(a, '/1'), copyOf(b, '/2'), copyOf(a, '/3'), copyOf(a, '/f/4')]
    const results = await cloud.copyFiles(copies)
    t.deepEqual(
      results.map((result) => result.ok && [result.value.name, result.value.hash]),
      [
        ['1', a.hash],
        ['2', b.hash],
        ['3', a.hash],
        ['4', a.hash],
      ],
    )
    t.is(new Set(results.map((result) => result.ok && result.value.id)).size, 4)
    t.deepEqual(await cloud.copyFiles([]), [])
  })

  it('one copy is refused without the others, and nothing is overwritten', async (t, { cloud }) => {
    const files = await put(cloud, { '/a': 'a', '/same': 'a', '/other': 'o', '/gone': 'g' })
    const a = fileOf(files, '/a')
    await cloud.createFolders(['/folder'])
    await cloud.deleteFiles([{ path: '/gone', rev: fileOf(files, '/gone').rev }])
    const copies = [
      copyOf(a, '/other'),
      copyOf(a, '/folder'),
      copyOf(a, '/other/below'),
      copyOf(a, '/SAME'),
      copyOf(fileOf(files, '/gone'), '/of what is gone'),
      copyOf(a, '/.dropbox'),
      copyOf(a, '/b/..'),
      copyOf(a, '/good'),
    ]
    const results = await cloud.copyFiles(copies)
    const reasons = [
      ...(['conflict', 'conflict', 'conflict', undefined, 'missing'] as const),
      ...(['name-refused', 'name-refused', undefined] as const),
    ]
    t.deepEqual(results.map(reasonOf), [...reasons])
    t.like(results[3], { ok: true, value: { id: files['/same']?.id, rev: files['/same']?.rev } })
    const paths = ['/a', '/folder', '/good', '/other', '/same']
    t.deepEqual([...(await listed(cloud)).keys()].toSorted(), paths)
    for (const [index, copy] of copies.slice(0, 7).entries())
      t.is(reasonOf((await cloud.copyFiles([copy]))[0]), reasons[index], `${copy.path} alone`)
  })

  it('a copy has what its source holds when it is made, wherever the source is then', async (t, {
    cloud,
  }) => {
    const files = await put(cloud, { '/a': 'old', '/b': 'b' })
    const [a, b] = [fileOf(files, '/a'), fileOf(files, '/b')]
    await replace(cloud, '/a', a, 'new')
    await cloud.move('/b', '/elsewhere/b')
    t.like(await cloud.copyFiles([copyOf(a, '/of a'), copyOf(b, '/of b')]), [
      { ok: true, value: { hash: contentHashOf(text('new')) } },
      { ok: true, value: { hash: b.hash } },
    ])
    t.deepEqual(await cloud.copyFiles([copyOf(a, '/of b'), copyOf(b, '/of a')]), [conflict, conflict])
  })

  it('a file that was made anew is not the one that was', async (t, { cloud }) => {
    const { '/a': old } = await put(cloud, { '/a': 'a' })
    if (old === undefined) return t.fail()
    await cloud.deleteFiles([{ path: '/a', rev: old.rev }])
    await put(cloud, { '/a': 'another' })
    t.deepEqual(await cloud.copyFiles([copyOf(old, '/copy')]), [missing])
  })

  it('what fits is copied when Dropbox is nearly full', async (t, { cloud, setQuota }) => {
    const { '/a': source } = await put(cloud, { '/a': '1234567890' })
    if (source === undefined) return t.fail()
    await setQuota(25)
    const results = await cloud.copyFiles([copyOf(source, '/b'), copyOf(source, '/c')])
    t.deepEqual(results.map(reasonOf), [undefined, 'no-space'])
    t.is(reasonOf((await cloud.copyFiles([copyOf(source, '/c')]))[0]), 'no-space')
  })

  it('an answer that is lost does not hide that files were copied', async (t, { cloud, loseAnswer }) => {
    const files = await put(cloud, { '/a': 'a', '/b': 'b' })
    const [a, b] = [fileOf(files, '/a'), fileOf(files, '/b')]
    await loseAnswer('copy')
    t.like(await cloud.copyFiles([copyOf(a, '/1')]), [{ ok: true, value: { name: '1', hash: a.hash } }])
    await loseAnswer('batch of copies')
    t.like(await cloud.copyFiles([copyOf(a, '/2'), copyOf(b, '/3')]), [
      { ok: true, value: { name: '2', hash: a.hash } },
      { ok: true, value: { name: '3', hash: b.hash } },
    ])
    t.deepEqual(Object.keys(await contents(cloud)), ['/1', '/2', '/3', '/a', '/b'])
  })
}
