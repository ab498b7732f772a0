/** The order of each round: everybody is first, and last, about equally often. */
export function* alternate<Contestant>(
  contestants: readonly Contestant[],
  times: number,
): Generator<{ readonly contestant: Contestant; readonly round: number }> {
  for (let round = 0; round < times; round++) {
    const first = round % Math.max(1, contestants.length)
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)])
      yield { contestant, round }
  }
}
