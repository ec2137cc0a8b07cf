/** A sample shared out among strata. */

/**
 * Gives how many of `size` plans each stratum gives: in proportion to weight by the largest remainder, in whole numbers; equal remainders
 * go to the larger stratum, then the earlier. A stratum whose part would be all its plans or more gives all of them, and the rest is
 * shared out anew. Weights are whole numbers.
 */
export function allocation(
	size: number,
	strata: readonly { readonly population: number; readonly weight: number }[]
): number[] {
	const sizes = strata.map(() => 0);
	let open = strata.map((stratum, at) => ({ ...stratum, at }));
	let left = size;
	for (;;) {
		const total = open.reduce((sum, { weight }) => sum + weight, 0);
		const whole = open.filter(({ population, weight }) => left * weight >= population * total);
		if (whole.length === 0) break;
		for (const { at, population } of whole) {
			sizes[at] = population;
			left -= population;
		}
		open = open.filter((stratum) => !whole.includes(stratum));
	}
	const total = open.reduce((sum, { weight }) => sum + weight, 0);
	for (const { at, weight } of open) sizes[at] = Math.floor((left * weight) / total);
	const over = left - open.reduce((sum, { at }) => sum + sizes[at]!, 0);
	const remainders = open.map(({ at, population, weight }) => ({ at, population, remainder: (left * weight) % total }));
	remainders.sort((a, b) => b.remainder - a.remainder || b.population - a.population || a.at - b.at);
	for (const { at } of remainders.slice(0, over)) sizes[at]!++;
	return sizes;
}
