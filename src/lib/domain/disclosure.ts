/**
 * What a reader can work out from a table in which some numbers are hidden, exactly, and what else to hide so that it is not too
 * much. A table with its totals is a circulation (Cox, "Network models for complementary cell suppression", Journal of the
 * American Statistical Association 90, 1995): a row total flows into its row, through the cells into the columns, through
 * the column totals into the grand total, and round again. A number can be larger or smaller than it is, as far as a reader can
 * tell, by as much as can be sent round a cycle through it; in such a network all bounds are whole numbers.
 */

/** One number of a table: a cell or a total, as an arc of the circulation. */
export interface TableNumber {
	readonly from: number;
	readonly to: number;
	readonly value: number;
	/** Least and most that it can be once it is shown: equal unless it is rounded. */
	readonly shownLow: number;
	readonly shownHigh: number;
	/** Least that it can be, as far as a reader knows, once it is hidden. */
	readonly hiddenLow: number;
	/** A reader must never be able to rule out that it is as low as this; null where any range of `width` will do. */
	readonly mustReachDown: number | null;
	/** A reader must never be able to rule out that it is as high as this. */
	readonly mustReachUp: number;
	/** Least difference between the most and the least that it can be. */
	readonly width: number;
	/** What hiding it costs; Infinity where it must stay. */
	readonly price: number;
	hidden: boolean;
}

/** Numbers, and for each node the numbers that touch it. */
export interface Circulation {
	readonly numbers: readonly TableNumber[];
	readonly touching: readonly (readonly number[])[];
}

/** Gives the circulation of these numbers; nodes are numbered from 0. */
export function circulation(numbers: readonly TableNumber[]): Circulation {
	const touching: number[][] = [];
	numbers.forEach(({ from, to }, at) => {
		(touching[from] ??= []).push(at);
		(touching[to] ??= []).push(at);
	});
	return { numbers, touching };
}

/**
 * Hides further numbers, in place, until every hidden one is protected: `mustReachDown`, `mustReachUp` and `width` hold for what
 * a reader can work out. Cheap numbers first; what turns out not to be needed is shown again, the dearest first. Never hides what was asked
 * to stay, so there must always be a way round it.
 */
export function protect(net: Circulation): void {
	const added: TableNumber[] = [];
	const waiting = net.numbers.flatMap((number, at) => (number.hidden ? [at] : []));
	// Hiding more never makes another number easier to work out, so each number is settled once.
	for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
		for (let gaps = gapsOf(net, at); gaps.length > 0; gaps = gapsOf(net, at))
			for (const number of cheapestWay(net, at, gaps)) {
				net.numbers[number]!.hidden = true;
				added.push(net.numbers[number]!);
				waiting.push(number);
			}
	}
	added.sort((a, b) => b.price - a.price);
	for (const number of added) {
		number.hidden = false;
		if (!isProtected(net)) number.hidden = true;
	}
}

/** Whether every hidden number of a circulation is protected. */
function isProtected(net: Circulation): boolean {
	return net.numbers.every((number, at) => !number.hidden || gapsOf(net, at).length === 0);
}

/** A direction in which a number should be able to go further, by how much, and what could be moved so far. */
interface Gap {
	readonly up: boolean;
	readonly missing: number;
	/** By number: how much larger the cycles so far make it. */
	readonly moved: Int32Array;
}

/** What a number lacks to be protected: nothing, one gap that must be closed, or two of which either will do. */
function gapsOf(net: Circulation, at: number): Gap[] {
	const number = net.numbers[at]!;
	const { value, hiddenLow, mustReachDown, mustReachUp, width } = number;
	const down = Math.min(mustReachDown === null ? width : value - mustReachDown, value - hiddenLow);
	const below = sendRound(net, at, false, down);
	if (mustReachDown !== null && below.sent < down)
		return [{ up: false, missing: down - below.sent, moved: below.moved }];
	const above = sendRound(net, at, true, Math.max(mustReachUp - value, width - below.sent));
	const upwards = mustReachUp - value - above.sent;
	const either = width - below.sent - above.sent;
	const gaps: Gap[] = [];
	if (upwards > 0 || either > 0) gaps.push({ up: true, missing: Math.max(upwards, either), moved: above.moved });
	if (upwards <= 0 && either > 0 && below.sent < down)
		gaps.push({ up: false, missing: Math.min(either, down - below.sent), moved: below.moved });
	return gaps;
}

/** How much larger (or smaller, where `up` is false) a number could be than it is when the others have been moved. */
function room(number: TableNumber, moved: number, up: boolean): number {
	if (up) return number.hidden ? Infinity : number.shownHigh - number.value - moved;
	return number.value + moved - (number.hidden ? number.hiddenLow : number.shownLow);
}

/** Makes a number larger or smaller by as much as the others allow, up to `wanted`, along shortest cycles. */
function sendRound(net: Circulation, at: number, up: boolean, wanted: number): { sent: number; moved: Int32Array } {
	const { numbers } = net;
	const moved = new Int32Array(numbers.length);
	let sent = 0;
	while (sent < wanted) {
		const way = searchWay(net, at, up, (number, larger) =>
			room(numbers[number]!, moved[number]!, larger) > 0 ? 0 : Infinity
		);
		if (way === null) break;
		const most = way.steps.reduce(
			(least, step) => Math.min(least, room(numbers[step.number]!, moved[step.number]!, step.larger)),
			wanted - sent
		);
		for (const { number, larger } of way.steps) moved[number]! += larger ? most : -most;
		sent += most;
	}
	return { sent, moved };
}

/** The numbers to hide so that one of the gaps is closed, by the cheapest way there is. */
function cheapestWay(net: Circulation, at: number, gaps: readonly Gap[]): number[] {
	const ways = gaps.map(({ up, missing, moved }) =>
		searchWay(net, at, up, (number, larger) => {
			const known = net.numbers[number]!;
			if (room(known, moved[number]!, larger) >= missing) return 0;
			return room({ ...known, hidden: true }, moved[number]!, larger) >= missing ? known.price : Infinity;
		})
	);
	// There always is one: hiding a row total, the grand total and a column total lets a number grow without end, or shrink to nothing.
	const way = ways.filter((found) => found !== null).reduce((best, found) => (found.cost < best.cost ? found : best));
	return way.steps.map(({ number }) => number).filter((number) => !net.numbers[number]!.hidden);
}

interface Step {
	readonly number: number;
	readonly larger: boolean;
}

interface Way {
	readonly steps: readonly Step[];
	readonly cost: number;
}

/**
 * The cheapest way round from one end of a number to its other, not through the number itself; null where there is none.
 * `costOf` gives what it costs to make a number larger (or smaller), Infinity where that cannot be.
 */
function searchWay(
	net: Circulation,
	at: number,
	up: boolean,
	costOf: (number: number, larger: boolean) => number
): Way | null {
	const { numbers, touching } = net;
	const { from, to } = numbers[at]!;
	const [start, end] = up ? [to, from] : [from, to];
	const cost = new Float64Array(touching.length).fill(Infinity);
	const done = new Uint8Array(touching.length);
	const arrived: (Step & { readonly before: number })[] = [];
	cost[start] = 0;
	for (;;) {
		let node = -1;
		for (let other = 0; other < cost.length; other++)
			if (!done[other] && cost[other]! < (node < 0 ? Infinity : cost[node]!)) node = other;
		if (node < 0) return null;
		if (node === end) break;
		done[node] = 1;
		for (const number of touching[node]!) {
			if (number === at) continue;
			const larger = numbers[number]!.from === node;
			const next = larger ? numbers[number]!.to : numbers[number]!.from;
			const total = cost[node]! + costOf(number, larger);
			if (total < cost[next]!) {
				cost[next] = total;
				arrived[next] = { number, larger, before: node };
			}
		}
	}
	const steps: Step[] = [];
	for (let node = end; node !== start; node = arrived[node]!.before) steps.push(arrived[node]!);
	return { steps, cost: cost[end]! };
}
